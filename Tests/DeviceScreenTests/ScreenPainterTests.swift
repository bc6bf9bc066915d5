import Foundation
import Testing

@testable import DeviceScreen

@Suite struct ScreenPainterTests {
    @Test("Every screen is whole on every panel", arguments: Panel.all, Screen.all)
    func everyScreenIsWhole(panel: Panel, screen: Screen) {
        #expect(Picture(screen, on: panel).painting.completeness == .whole)
    }

    @Test(
        "X15 A screen after the grant's end shows nothing of the codes",
        arguments: [
            Screen.starting, .connecting, .signedIn, .denied, .expired, .failed("It ended."),
        ])
    func codesVanish(screen: Screen) {
        let none = Codes(userCode: "", verificationURI: "", verificationURIComplete: "")
        for panel in Panel.all {
            let with = Picture(screen, on: panel)
            #expect(with.painting.qrCode == nil)
            #expect(with.pixels == Picture(screen, on: panel, codes: none).pixels)
        }
    }

    @Test("X15 A painter that drew a code draws the next screen as a fresh one does")
    func painterKeepsNothing() {
        let panel = Panel.watch
        let codes = Codes()
        var pixels = [UInt16](repeating: 0, count: panel.width * panel.height)
        var painter = ScreenPainter(panel: panel)
        var span = pixels.mutableSpan
        painter.paint(
            .code, userCode: codes.userCode.span, verificationURI: codes.verificationURI.span,
            verificationURIComplete: codes.verificationURIComplete.span, remainingSeconds: 60,
            lifetimeSeconds: 60, into: &span)
        painter.paint(.expired, into: &span)
        #expect(pixels == Picture(.expired, on: panel).pixels)
    }

    @Test("Nothing is drawn outside a round panel's circle", arguments: Screen.all)
    func circleHoldsEverything(screen: Screen) throws {
        let panel = Panel.watch
        let picture = Picture(screen, on: panel)
        for y in 0..<panel.height {
            for x in 0..<panel.width {
                let right = 2 * x + 1 - panel.width
                let down = 2 * y + 1 - panel.height
                guard right * right + down * down > panel.width * panel.width else { continue }
                try #require(
                    picture.pixels[y * panel.width + x] == Ink.background.rgb565, "\(x), \(y)")
            }
        }
    }

    @Test("Every block of a logical pixel has one colour, so a terminal can show it exactly")
    func blocksAreWhole() throws {
        let panel = Panel.tvStick
        let picture = Picture(.code, on: panel)
        #expect(picture.painting.unit == 8)
        for y in 0..<panel.height {
            for x in 0..<panel.width {
                try #require(
                    picture.pixels[y * panel.width + x] == picture.pixel(logicalX: x / 8, y: y / 8))
            }
        }
    }

    @Test("The strip beyond the last whole block is background")
    func stripIsCleared() throws {
        let panel = Panel(width: 333, height: 211, shape: .rectangle)
        let picture = Picture(.code, on: panel)
        for y in 0..<panel.height {
            try #require(picture.pixels[y * panel.width + 332] == Ink.background.rgb565)
        }
    }

    @Test("X17 A byte outside printable ASCII is drawn as the replacement glyph")
    func otherBytesAreReplaced() {
        for typeface in [Typeface.tiny, .small, .medium, .large] {
            for byte: UInt8 in [0x00, 0x0A, 0x1B, 0x7F, 0x80, 0xC3, 0xE2, 0xFF] {
                for row in 0..<typeface.height {
                    #expect(typeface.row(row, of: byte) == typeface.row(row, of: 0x7F))
                }
            }
        }
        // A right-to-left mark in the host: three replacement glyphs, not a reordered address.
        let marked = Codes(
            verificationURI: "https://ex\u{202E}ample.com", verificationURIComplete: "")
        #expect(Picture(.code, on: .tvStick, codes: marked).painting.completeness == .whole)
    }

    @Test(
        "The progress bar and the ring shrink with the time that is left",
        arguments: [
            Panel.tvStick, .watch,
        ])
    func progressShrinks(panel: Panel) {
        func accents(_ remaining: UInt32) -> Int {
            let picture = Picture(
                .code, on: panel, remainingSeconds: remaining, lifetimeSeconds: 600)
            return picture.pixels.count { $0 == Ink.accent.rgb565 }
        }
        let counts = [600, 450, 300, 150, 0].map { accents($0) }
        #expect(counts == counts.sorted(by: >))
        #expect(Set(counts).count == counts.count)
    }

    @Test("Nothing but the countdown and its progress moves while time passes")
    func layoutIsStill() {
        let first = Picture(.code, on: .tvStick, remainingSeconds: 1_800)
        let last = Picture(.code, on: .tvStick, remainingSeconds: 1)
        #expect(first.painting == last.painting)
    }

    @Test("Screens are equal when they show the same")
    func equality() {
        for first in Screen.all.indices {
            for second in Screen.all.indices {
                #expect((Screen.all[first] == Screen.all[second]) == (first == second))
            }
        }
        #expect(Screen.failed("One.") != Screen.failed("Two."))
    }

    @Test("A panel of one bit a pixel that takes the highest bit of green keeps all but the track")
    func oneBitKeepsTexts() {
        for ink in [Ink.text, .caption, .accent, .light] { #expect(ink.rgb565 & 0x0400 != 0) }
        for ink in [Ink.background, .track, .dark] { #expect(ink.rgb565 & 0x0400 == 0) }
    }

    @Test("A panel of one bit a colour keeps all but the track, too")
    func threeBitsKeepTexts() {
        let highest: UInt16 = 0x8410
        for ink in [Ink.text, .caption, .accent, .light] { #expect(ink.rgb565 & highest != 0) }
        for ink in [Ink.background, .track, .dark] { #expect(ink.rgb565 & highest == 0) }
    }

    @Test("Text and captions have a contrast of at least 4.5 to the background (WCAG 1.4.3)")
    func contrast() {
        for ink in [Ink.text, .caption, .accent] {
            #expect(ink.luminance + 0.05 >= 4.5 * (Ink.background.luminance + 0.05))
        }
    }
}

extension Ink {
    /// WCAG's relative luminance.
    fileprivate var luminance: Double {
        func linear(_ value: UInt16, of greatest: Double) -> Double {
            let part = Double(value) / greatest
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        let pixel = rgb565
        return 0.2126 * linear(pixel >> 11, of: 31)
            + 0.7152 * linear((pixel >> 5) & 0x3F, of: 63) + 0.0722 * linear(pixel & 0x1F, of: 31)
    }
}
