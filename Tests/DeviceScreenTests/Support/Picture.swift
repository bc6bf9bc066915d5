import Testing

@testable import DeviceScreen

/// A framebuffer and what was drawn into it.
struct Picture {
    let panel: Panel
    let painting: Painting
    let pixels: [UInt16]

    init(
        _ screen: Screen, on panel: Panel, codes: Codes = Codes(), remainingSeconds: UInt32 = 1_421,
        lifetimeSeconds: UInt32 = 1_800
    ) {
        self.panel = panel
        var framebuffer = [UInt16](repeating: 0, count: panel.width * panel.height)
        var painter = ScreenPainter(panel: panel)
        var span = framebuffer.mutableSpan
        painting = painter.paint(
            screen, userCode: codes.userCode.span, verificationURI: codes.verificationURI.span,
            verificationURIComplete: codes.verificationURIComplete.span,
            remainingSeconds: remainingSeconds, lifetimeSeconds: lifetimeSeconds, into: &span)
        pixels = framebuffer
    }

    /// The picture in `colours`, each pixel for itself.
    func reduced(to colours: (UInt16) -> UInt16) -> Picture {
        Picture(panel: panel, painting: painting, pixels: pixels.map(colours))
    }

    private init(panel: Panel, painting: Painting, pixels: [UInt16]) {
        self.panel = panel
        self.painting = painting
        self.pixels = pixels
    }

    /// The panel pixel at the top left of a logical pixel.
    func pixel(logicalX x: Int, y: Int) -> UInt16 {
        pixels[y * painting.unit * panel.width + x * painting.unit]
    }
}

/// What the server sent, as bytes.
struct Codes: Sendable, CustomTestStringConvertible {
    var userCode: [UInt8]
    var verificationURI: [UInt8]
    var verificationURIComplete: [UInt8]

    init(
        userCode: String = "WDJB-MJHT", verificationURI: String = "https://localhost:8443/device",
        verificationURIComplete: String = "https://localhost:8443/device?user_code=WDJB-MJHT"
    ) {
        self.userCode = Array(userCode.utf8)
        self.verificationURI = Array(verificationURI.utf8)
        self.verificationURIComplete = Array(verificationURIComplete.utf8)
    }

    var testDescription: String {
        "code of \(userCode.count), URIs of \(verificationURI.count) and "
            + "\(verificationURIComplete.count) bytes"
    }

    /// An address of exactly `count` bytes with paths, and one without a joint in it.
    static func address(_ count: Int, jointed: Jointed = .yes) -> String {
        let pattern = jointed == .yes ? "abcdefghi/" : "abcdefghij"
        let path = String(repeating: pattern, count: count / 10 + 1)
        return String(("https://login.example.com/" + path).prefix(count))
    }

    enum Jointed {
        case yes
        case no
    }

    static let longestUserCode = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ"

    /// From an everyday server's to the longest that the core takes.
    static let all: [Codes] = [
        Codes(),
        Codes(userCode: "A", verificationURI: "https://a.b", verificationURIComplete: ""),
        Codes(verificationURIComplete: address(120)),
        Codes(verificationURIComplete: address(255)),
        Codes(verificationURI: address(80), verificationURIComplete: ""),
        Codes(userCode: longestUserCode),
        Codes(userCode: longestUserCode, verificationURI: address(140)),
        Codes(
            userCode: longestUserCode, verificationURI: address(255),
            verificationURIComplete: address(255)),
        Codes(
            userCode: String(repeating: "W", count: 32),
            verificationURI: address(255, jointed: .no),
            verificationURIComplete: address(255, jointed: .no)),
    ]
}

extension Panel {
    static let tvStick = Panel(width: 1280, height: 720, shape: .rectangle)
    static let watch = Panel(width: 240, height: 240, shape: .round)
    static let oled = Panel(width: 128, height: 64, shape: .rectangle)
    static let badge = Panel(width: 264, height: 176, shape: .rectangle)
    static let squareWatch = Panel(width: 176, height: 176, shape: .rectangle)

    static let all: [Panel] = [
        tvStick, watch, oled, badge, squareWatch,
        Panel(width: 1920, height: 1080, shape: .rectangle),
        Panel(width: 640, height: 360, shape: .rectangle),
        Panel(width: 240, height: 240, shape: .rectangle),
        Panel(width: 320, height: 240, shape: .rectangle),
        Panel(width: 800, height: 480, shape: .rectangle),
        Panel(width: 480, height: 800, shape: .rectangle),
        Panel(width: 454, height: 454, shape: .round),
        Panel(width: 333, height: 211, shape: .rectangle),
    ]
}

extension Panel: CustomTestStringConvertible {
    public var testDescription: String { "\(width) x \(height) \(shape)" }
}

extension Screen {
    static let all: [Screen] = [
        .starting, .connecting, .code, .networkTrouble, .signedIn, .denied, .expired,
        .failed("The server's certificate is not trusted. Check the clock and the CA file."),
    ]
}
