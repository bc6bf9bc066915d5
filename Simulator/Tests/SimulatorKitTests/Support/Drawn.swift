import DeviceScreen

@testable import SimulatorKit

/// Screens drawn as a device draws them.
enum Drawn {
    static let userCode = "WDJB-MJHT"
    static let verificationURI = "https://localhost:8443/device"
    static let verificationURIComplete = "https://localhost:8443/device?user_code=WDJB-MJHT"

    static let television = Panel(width: 1280, height: 720, shape: .rectangle)
    static let watch = Panel(width: 240, height: 240, shape: .round)
    static let panels = [
        television, watch, Panel(width: 240, height: 240, shape: .rectangle),
        Panel(width: 320, height: 240, shape: .rectangle),
        Panel(width: 800, height: 480, shape: .rectangle),
    ]

    static func framebuffer(
        _ screen: Screen = .code, on panel: Panel, complete: String = verificationURIComplete,
        remainingSeconds: UInt32 = 1_421
    ) -> (framebuffer: Framebuffer, painting: Painting) {
        var framebuffer = Framebuffer(panel: panel)
        var painter = ScreenPainter(panel: panel)
        let code = Array(userCode.utf8)
        let uri = Array(verificationURI.utf8)
        let complete = Array(complete.utf8)
        let painting = framebuffer.draw { pixels in
            painter.paint(
                screen, userCode: code.span, verificationURI: uri.span,
                verificationURIComplete: complete.span, remainingSeconds: remainingSeconds,
                lifetimeSeconds: 1_800, into: &pixels)
        }
        return (framebuffer, painting)
    }

    static func caption(
        _ screen: Screen = .code, remainingSeconds: UInt32 = 1_421
    ) -> ScreenCaption {
        ScreenCaption(
            screen,
            codes: ScreenCaption.Codes(
                userCode: userCode, verificationURI: verificationURI,
                remainingSeconds: remainingSeconds))
    }
}
