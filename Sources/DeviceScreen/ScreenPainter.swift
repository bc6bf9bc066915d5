/// Draws the device's screens into a framebuffer.
///
/// It holds the QR code's work space and the layout, so that drawing needs little stack; it keeps
/// no code from one call to the next (RFC 8628 §5.5: a code is shown only while it is pending).
public struct ScreenPainter: ~Copyable {
    /// The geometry that the framebuffer has.
    public let panel: Panel

    private let canvas: Canvas
    private var layout = Layout()
    private var qrCode = QRCode()

    /// Requires sides of 1 to ``ScreenLimits/panelSidePixels`` pixels.
    public init(panel: Panel) {
        let sides = 1...ScreenLimits.panelSidePixels
        precondition(
            sides.contains(panel.width) && sides.contains(panel.height),
            "a panel's sides are 1 to ScreenLimits.panelSidePixels pixels")
        self.panel = panel
        canvas = Canvas(panel: panel)
    }

    /// Draws `screen` over all of `pixels`: `panel.width * panel.height` pixels of RGB565, row by
    /// row from the top left, without padding.
    ///
    /// Only ``Screen/code`` and ``Screen/networkTrouble`` use the other arguments. The two texts
    /// are drawn as they are, whole (RFC 8628 §3.3.1). The QR code holds
    /// `verificationURIComplete`, or `verificationURI` when that is empty, and is left out where
    /// the panel cannot hold it in modules of two pixels.
    @discardableResult
    public mutating func paint(
        _ screen: Screen, userCode: Span<UInt8>, verificationURI: Span<UInt8>,
        verificationURIComplete: Span<UInt8>, remainingSeconds: UInt32, lifetimeSeconds: UInt32,
        into pixels: inout MutableSpan<UInt16>
    ) -> Painting {
        precondition(
            pixels.count == panel.width * panel.height, "the framebuffer has the panel's size")
        canvas.clear(&pixels)
        let progress = Progress(
            remainingSeconds: remainingSeconds, lifetimeSeconds: lifetimeSeconds)
        let countdown = Countdown(progress)
        let isWhole: Bool
        if screen.showsCode(userCode) {
            qrCode.encode(
                verificationURIComplete.isEmpty ? verificationURI : verificationURIComplete)
            isWhole = arrangeCode(screen, userCode, verificationURI, countdown)
        } else {
            isWhole = arrangeStatus(screen)
        }
        var painting = Painting(
            unit: canvas.grid.unit, width: canvas.grid.width, height: canvas.grid.height,
            qrCode: nil, completeness: isWhole ? .whole : .panelTooSmall)
        guard isWhole else { return painting }
        if layout.hasProgressRing {
            canvas.drawRing(progress, &pixels)
        }
        for index in 0..<layout.count {
            let element = layout[index]
            let frame = element.frame
            switch element.content {
            case .row(let text, let start, let count, let size):
                withBytes(of: text, screen, userCode, verificationURI, countdown) { bytes in
                    let row = bytes.extracting(Int(start)..<Int(start) + Int(count))
                    canvas.draw(row, size: size, in: frame, element.ink, &pixels)
                }
            case .qrCode(let moduleSize):
                canvas.draw(qrCode, moduleSize: Int(moduleSize), in: frame, &pixels)
                painting.qrCode = QRCodePlacement(
                    x: frame.x, y: frame.y, side: frame.width, moduleSize: Int(moduleSize))
            case .progressBar:
                canvas.draw(progress, in: frame, &pixels)
            case .icon(let icon):
                canvas.draw(icon, in: frame, element.ink, &pixels)
            }
        }
        return painting
    }

    /// Draws a screen that shows no code.
    @discardableResult
    public mutating func paint(
        _ screen: Screen, into pixels: inout MutableSpan<UInt16>
    ) -> Painting {
        paint(
            screen, userCode: Span(), verificationURI: Span(), verificationURIComplete: Span(),
            remainingSeconds: 0, lifetimeSeconds: 0, into: &pixels)
    }

    private mutating func arrangeCode(
        _ screen: Screen, _ userCode: Span<UInt8>, _ verificationURI: Span<UInt8>,
        _ countdown: Countdown
    ) -> Bool {
        let codeScreen = CodeScreen(
            grid: canvas.grid, qrCodeSide: qrCode.sideWithQuietZone,
            notice: screen == .networkTrouble ? .retrying : nil)
        return countdown.withBytes { countdown in
            codeScreen.arrange(
                userCode: userCode, verificationURI: verificationURI, countdown: countdown,
                in: &layout)
        }
    }

    private mutating func arrangeStatus(_ screen: Screen) -> Bool {
        let status = StatusScreen(screen)
        return screen.withReason { reason in
            switch status.detail {
            case .phrase(let phrase):
                DeviceScreen.withBytes(of: phrase.text) { text in
                    status.arrange(detail: text, on: canvas.grid, in: &layout)
                }
            default:
                status.arrange(detail: reason, on: canvas.grid, in: &layout)
            }
        }
    }

    private func withBytes(
        of text: Layout.Text, _ screen: Screen, _ userCode: Span<UInt8>,
        _ verificationURI: Span<UInt8>, _ countdown: Countdown, _ body: (Span<UInt8>) -> Void
    ) {
        switch text {
        case .userCode: body(userCode)
        case .verificationURI: body(verificationURI)
        case .countdown: countdown.withBytes(body)
        case .phrase(let phrase): DeviceScreen.withBytes(of: phrase.text, body)
        case .reason: screen.withReason(body)
        }
    }
}
