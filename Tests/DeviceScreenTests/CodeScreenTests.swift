import Testing

@testable import DeviceScreen

/// RFC 8628 §3.3: what the person needs stands on the screen, whole, on every panel.
@Suite struct CodeScreenTests {
    /// Lays the code screen out, as the painter does.
    private func arrange(
        _ codes: Codes, on panel: Panel, notice: Phrase?, _ body: (borrowing Layout, Grid) -> Void
    ) -> Bool {
        let grid = Grid(panel: panel)
        var qrCode = QRCode()
        let complete = codes.verificationURIComplete
        qrCode.encode((complete.isEmpty ? codes.verificationURI : complete).span)
        let screen = CodeScreen(
            grid: grid, qrCodeSide: qrCode.sideWithQuietZone, notice: notice)
        var layout = Layout()
        let countdown = Countdown(Progress(remainingSeconds: 1_800, lifetimeSeconds: 1_800))
        let isWhole = countdown.withBytes { countdown in
            screen.arrange(
                userCode: codes.userCode.span, verificationURI: codes.verificationURI.span,
                countdown: countdown, in: &layout)
        }
        body(layout, grid)
        return isWhole
    }

    @Test(
        "C8 C10 C11 X17 Verification URI and user code are whole, beside a QR code too",
        arguments: Panel.all, Codes.all)
    func textsAreWhole(panel: Panel, codes: Codes) {
        for notice in [nil, Phrase.retrying] {
            let isWhole = arrange(codes, on: panel, notice: notice) { layout, _ in
                #expect(layout.text(.userCode, from: codes.userCode) == codes.userCode)
                #expect(
                    layout.text(.verificationURI, from: codes.verificationURI)
                        == codes.verificationURI)
            }
            #expect(isWhole)
        }
    }

    @Test(
        "X17 Nothing reaches beyond what a person can see of the panel",
        arguments: Panel.all, Codes.all)
    func nothingIsClipped(panel: Panel, codes: Codes) {
        _ = arrange(codes, on: panel, notice: .retrying) { layout, grid in
            for index in 0..<layout.count {
                #expect(grid.shows(layout[index].frame, inset: 0), "\(layout[index])")
                guard case .row(_, _, let count, let size) = layout[index].content else { continue }
                #expect(layout[index].frame.width == Int(count) * size.width)
                #expect(layout[index].frame.height == size.height)
            }
        }
    }

    @Test("No two elements overlap", arguments: Panel.all, Codes.all)
    func nothingOverlaps(panel: Panel, codes: Codes) {
        _ = arrange(codes, on: panel, notice: nil) { layout, _ in
            for first in 0..<layout.count {
                for second in 0..<first {
                    let a = layout[first].frame
                    let b = layout[second].frame
                    let isApart =
                        a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y
                    #expect(isApart, "\(layout[first]) over \(layout[second])")
                }
            }
        }
    }

    @Test(
        "Everyday texts get captions, a countdown and a QR code",
        arguments: [
            Panel.tvStick, .watch, .badge, .squareWatch,
            Panel(width: 240, height: 240, shape: .rectangle),
            Panel(width: 320, height: 240, shape: .rectangle),
            Panel(width: 800, height: 480, shape: .rectangle),
        ])
    func everydayTextsAreComfortable(panel: Panel) {
        _ = arrange(Codes(), on: panel, notice: nil) { layout, _ in
            var contents = 0
            for index in 0..<layout.count {
                switch layout[index].content {
                case .qrCode: contents |= 1
                case .row(.phrase(.scanOrOpen), _, _, _): contents |= 2
                case .row(.countdown, _, _, _): contents |= 4
                default: break
                }
            }
            #expect(contents == 7)
        }
    }

    @Test("The user code is the largest lettering, larger still without a QR code")
    func userCodeIsLargest() {
        _ = arrange(Codes(), on: .tvStick, notice: nil) { layout, _ in
            #expect(layout.height(of: .userCode) == 16)
            #expect(layout.height(of: .verificationURI) == 8)
        }
        let withoutQRCode = Codes(verificationURIComplete: Codes.address(272))
        _ = arrange(withoutQRCode, on: .tvStick, notice: nil) { layout, _ in
            #expect(layout.height(of: .userCode) == 32)
        }
    }

    @Test(
        "On every board's panel an everyday code is one row, and no text is in the tiniest type",
        arguments: [
            (Panel.tvStick, 16), (Panel(width: 1920, height: 1080, shape: .rectangle), 16),
            (.watch, 32), (.oled, 24), (.badge, 24), (.squareWatch, 32),
        ])
    func everydayCodeIsLegible(panel: Panel, codeHeight: Int) {
        let codes = Codes()
        _ = arrange(codes, on: panel, notice: nil) { layout, _ in
            #expect(layout.rows(.userCode, from: codes.userCode) == ["WDJB-MJHT"])
            #expect(layout.height(of: .userCode) == codeHeight)
            #expect(layout.height(of: .verificationURI) >= 8)
            #expect(layout.height(of: .countdown) >= 8)
        }
    }

    @Test("C8 On an everyday screen a port or a name is not cut in two")
    func breaksAtJoints() {
        _ = arrange(Codes(), on: .tvStick, notice: nil) { layout, _ in
            #expect(
                layout.rows(.verificationURI, from: Codes().verificationURI)
                    == ["https://", "localhost:8443", "/device"])
        }
    }

    @Test("During network trouble a line says what happens next", arguments: Panel.all)
    func noticeIsShown(panel: Panel) {
        _ = arrange(Codes(), on: panel, notice: .retrying) { layout, _ in
            #expect(layout.height(of: .phrase(.retrying)) > 0)
        }
    }

    @Test("A panel that cannot hold the texts at all stays empty, rather than cut them")
    func tooSmallPanelStaysEmpty() {
        let picture = Picture(
            .code, on: Panel(width: 32, height: 16, shape: .rectangle), codes: Codes())
        #expect(picture.painting.completeness == .panelTooSmall)
        #expect(Set(picture.pixels) == [Ink.background.rgb565])
    }

    @Test("A layout stores as many elements as its limit says, and refuses the next")
    func layoutLimit() {
        var layout = Layout()
        for _ in 0..<ScreenLimits.layoutElements {
            let isAdded = layout.append(.none)
            #expect(isAdded)
        }
        let isAdded = layout.append(.none)
        #expect(!isAdded)
    }

    @Test("Every panel side up to 96 pixels is laid out or refused, never trapped on")
    func everySmallPanel() {
        for width in 1...96 {
            for height in [1, 2, 7, 16, 33, 64, 96] {
                for shape in [Panel.Shape.rectangle, .round] {
                    let panel = Panel(width: width, height: height, shape: shape)
                    for screen in [Screen.code, .signedIn] {
                        _ = Picture(screen, on: panel)
                    }
                }
            }
        }
    }
}

extension Layout {
    /// The bytes of one text that the layout's rows show, in their order.
    borrowing func text(_ name: Text, from bytes: [UInt8]) -> [UInt8] {
        var shown: [UInt8] = []
        for index in 0..<count {
            guard case .row(name, let start, let count, _) = self[index].content else { continue }
            shown += bytes[Int(start)..<Int(start) + Int(count)]
        }
        return shown
    }

    borrowing func rows(_ name: Text, from bytes: [UInt8]) -> [String] {
        var rows: [String] = []
        for index in 0..<count {
            guard case .row(name, let start, let count, _) = self[index].content else { continue }
            let row = bytes[Int(start)..<Int(start) + Int(count)]
            rows.append(String(decoding: row, as: UTF8.self))
        }
        return rows
    }

    /// The height of one text's rows in logical pixels, 0 where it is not shown.
    borrowing func height(of name: Text) -> Int {
        for index in 0..<count {
            if case .row(name, _, _, let size) = self[index].content { return size.height }
        }
        return 0
    }
}
