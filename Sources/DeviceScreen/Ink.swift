/// What a colour is for.
enum Ink: UInt8 {
    case background
    /// What the person reads or types.
    case text
    /// What explains it.
    case caption
    /// The one thing that matters on a screen.
    case accent
    /// What is still empty: the rest of a progress bar.
    case track
    /// A QR code's dark and light modules. Readers expect dark on light, whatever the theme.
    case dark
    case light

    /// The colour as RGB565: five bits of red, six of green, five of blue.
    var rgb565: UInt16 {
        switch self {
        case .background: Ink.rgb565(0x0E, 0x14, 0x22)
        case .text: Ink.rgb565(0xF4, 0xF6, 0xFA)
        case .caption: Ink.rgb565(0x8E, 0x9C, 0xB4)
        case .accent: Ink.rgb565(0x4F, 0xE0, 0xB5)
        case .track: Ink.rgb565(0x26, 0x32, 0x48)
        case .dark: Ink.rgb565(0x00, 0x00, 0x00)
        case .light: Ink.rgb565(0xFF, 0xFF, 0xFF)
        }
    }

    private static func rgb565(_ red: UInt16, _ green: UInt16, _ blue: UInt16) -> UInt16 {
        (red >> 3) << 11 | (green >> 2) << 5 | blue >> 3
    }
}
