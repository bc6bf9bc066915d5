import Testing

@testable import DeviceScreen

/// RFC 8628 §3.3.1: the QR code that stands beside the verification URI and the user code.
@Suite struct QRCodeTests {
    @Test(
        "C9 On a panel with room for it, an independent reader finds verification_uri_complete",
        arguments: Panel.all.filter { $0 != .oled })
    func readsBack(panel: Panel) throws {
        let picture = Picture(.code, on: panel)
        #expect(picture.painting.qrCode != nil)
        #expect(
            try QRCodeReader.read(picture) == "https://localhost:8443/device?user_code=WDJB-MJHT")
    }

    // The larger televisions have the layout of the smallest, in larger blocks.
    @Test(
        "C9 Every QR code that is drawn can be read, whatever the texts",
        arguments: Panel.all.filter { $0.width <= 800 })
    func readsBackAlways(panel: Panel) throws {
        for codes in Codes.all {
            let picture = Picture(.code, on: panel, codes: codes)
            guard picture.painting.qrCode != nil else { continue }
            let expected =
                codes.verificationURIComplete.isEmpty
                ? codes.verificationURI : codes.verificationURIComplete
            #expect(try QRCodeReader.read(picture) == String(decoding: expected, as: UTF8.self))
        }
    }

    @Test("C9 Without verification_uri_complete the QR code holds verification_uri")
    func holdsVerificationURI() throws {
        let codes = Codes(verificationURIComplete: "")
        #expect(
            try QRCodeReader.read(Picture(.code, on: .tvStick, codes: codes))
                == "https://localhost:8443/device")
    }

    @Test("C9 The QR code can be read on a panel of one bit a pixel, by the highest bit of green")
    func readsBackInOneBit() throws {
        let picture = Picture(.code, on: .badge).reduced { $0 & 0x0400 == 0 ? 0 : 0xFFFF }
        #expect(Set(picture.pixels).count == 2)
        #expect(
            try QRCodeReader.read(picture) == "https://localhost:8443/device?user_code=WDJB-MJHT")
    }

    @Test("During network trouble the QR code stays")
    func staysDuringTrouble() throws {
        #expect(
            try QRCodeReader.read(Picture(.networkTrouble, on: .watch))
                == "https://localhost:8443/device?user_code=WDJB-MJHT")
    }

    @Test(
        "A QR code has modules of two panel pixels or more, and four light ones around it",
        arguments: Panel.all, Codes.all)
    func isReadable(panel: Panel, codes: Codes) throws {
        let picture = Picture(.code, on: panel, codes: codes)
        guard let code = picture.painting.qrCode else { return }
        #expect(code.moduleSize * picture.painting.unit >= 2)
        #expect(code.side % code.moduleSize == 0)
        let zone = 4 * code.moduleSize
        for y in 0..<code.side {
            for x in 0..<code.side
            where min(x, y, code.side - 1 - x, code.side - 1 - y) < zone {
                try #require(
                    picture.pixel(logicalX: code.x + x, y: code.y + y)
                        == QRCodePlacement.lightPixel)
            }
        }
    }

    @Test("A panel too small for readable modules shows no QR code, and a larger user code")
    func smallPanelHasNone() {
        #expect(Picture(.code, on: .oled).painting.qrCode == nil)
    }

    @Test("A text beyond version 10 is not drawn as a QR code")
    func longTextHasNone() {
        var code = QRCode()
        code.encode([UInt8](repeating: 0x61, count: 271).span)
        #expect(code.side == 57)
        code.encode([UInt8](repeating: 0x61, count: 272).span)
        #expect(code.side == 0)
    }

    @Test("Without a text there is no QR code")
    func emptyTextHasNone() {
        var code = QRCode()
        code.encode(Span())
        #expect(code.sideWithQuietZone == 0)
    }
}
