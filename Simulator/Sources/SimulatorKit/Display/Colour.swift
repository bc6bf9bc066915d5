/// A colour as displays and picture files have it, eight bits a component.
public struct Colour: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour a panel shows for a pixel: each component's highest bits are repeated below it,
    /// so that the darkest is 0 and the lightest 255.
    public init(rgb565 pixel: UInt16) {
        let red5 = pixel >> 11
        let green6 = (pixel >> 5) & 0x3F
        let blue5 = pixel & 0x1F
        red = UInt8(red5 << 3 | red5 >> 2)
        green = UInt8(green6 << 2 | green6 >> 4)
        blue = UInt8(blue5 << 3 | blue5 >> 2)
    }
}
