import LinuxBoard
import Testing

/// How a picture reaches a framebuffer's bytes: every depth, order of colors, row length and rotation.
@Suite("FramebufferLayoutTests")
struct FramebufferLayoutTests {
    private static let red: UInt16 = 0b11111_000000_00000
    private static let green: UInt16 = 0b00000_111111_00000
    private static let blue: UInt16 = 0b00000_000000_11111
    /// 3 x 2 pixels, no two alike.
    private static let picture: [UInt16] = [1, 2, 3, 4, 5, 6]

    private static let rgb565 = PixelFormat(bits: 16, redOffset: 11, greenOffset: 5, blueOffset: 0)
    private static let bgr565 = PixelFormat(bits: 16, redOffset: 0, greenOffset: 5, blueOffset: 11)
    private static let xrgb8888 = PixelFormat(
        bits: 32, redOffset: 16, greenOffset: 8, blueOffset: 0)
    private static let bgrx8888 = PixelFormat(
        bits: 32, redOffset: 8, greenOffset: 16, blueOffset: 24)

    /// The device's bytes once it shows the picture; what was there before is 0xEE.
    private func bytes(
        of picture: [UInt16], width: Int, height: Int, stride: Int, format: PixelFormat?,
        rotation: FramebufferLayout.Rotation = .none
    ) throws -> [UInt8] {
        let layout = FramebufferLayout(
            width: width, height: height, strideBytes: stride, format: try #require(format),
            rotation: rotation)
        #expect(layout.byteCount == stride * height)
        var bytes = [UInt8](repeating: 0xEE, count: layout.byteCount + 1)
        var span = bytes.mutableSpan
        layout.copy(picture.span, to: &span)
        #expect(bytes.last == 0xEE, "nothing is written behind the last row")
        return bytes.dropLast()
    }

    @Test("Each color stands where the device says, its lowest byte first")
    func placesColors() throws {
        let colors = [Self.red, Self.green, Self.blue]
        let expected: [(PixelFormat?, [UInt8])] = [
            (Self.rgb565, [0x00, 0xF8, 0xE0, 0x07, 0x1F, 0x00]),
            (Self.bgr565, [0x1F, 0x00, 0xE0, 0x07, 0x00, 0xF8]),
            (Self.xrgb8888, [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]),
            (Self.bgrx8888, [0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255]),
        ]
        for (format, bytes) in expected {
            let stride = bytes.count
            #expect(
                try self.bytes(of: colors, width: 3, height: 1, stride: stride, format: format)
                    == bytes)
        }
    }

    @Test("With 32 bits the brightest stays the brightest, and black black")
    func widensColors() throws {
        let pixels = try bytes(
            of: [0xFFFF, 0x0000], width: 2, height: 1, stride: 8, format: Self.xrgb8888)
        #expect(pixels == [255, 255, 255, 0, 0, 0, 0, 0])
    }

    @Test("What lies between the rows is left alone")
    func keepsPadding() throws {
        let pixels = try bytes(
            of: Self.picture, width: 3, height: 2, stride: 8, format: Self.rgb565)
        #expect(pixels == [1, 0, 2, 0, 3, 0, 0xEE, 0xEE, 4, 0, 5, 0, 6, 0, 0xEE, 0xEE])
    }

    @Test(
        "The picture is turned clockwise, at both depths",
        arguments: [
            // The device is 3 x 2, so the picture is, or stands as, 2 x 3.
            (FramebufferLayout.Rotation.none, [1, 2, 3, 4, 5, 6]),
            (.quarter, [5, 3, 1, 6, 4, 2]), (.half, [6, 5, 4, 3, 2, 1]),
            (.threeQuarters, [2, 4, 6, 1, 3, 5]),
        ])
    func turns(_ rotation: FramebufferLayout.Rotation, _ expected: [UInt8]) throws {
        let narrow = try bytes(
            of: Self.picture, width: 3, height: 2, stride: 6, format: Self.rgb565,
            rotation: rotation)
        #expect(narrow == expected.flatMap { [$0, 0] })
        let wide = try bytes(
            of: Self.picture, width: 3, height: 2, stride: 12, format: Self.xrgb8888,
            rotation: rotation)
        // The numbers are shades of blue, of which five bits become eight.
        #expect(wide == expected.flatMap { [$0 << 3 | $0 >> 2, 0, 0, 0] })
    }

    @Test("A person sees as many columns as the device has rows once it lies on its side")
    func knowsPicture() throws {
        let format = try #require(Self.rgb565)
        for (rotation, size) in [
            (FramebufferLayout.Rotation.none, [1_280, 720]), (.quarter, [720, 1_280]),
            (.half, [1_280, 720]), (.threeQuarters, [720, 1_280]),
        ] {
            let layout = FramebufferLayout(
                width: 1_280, height: 720, strideBytes: 2_560, format: format, rotation: rotation)
            #expect([layout.pictureWidth, layout.pictureHeight] == size)
        }
    }

    @Test("A depth or a place of a color that is not of 16 or 32 bits is refused")
    func refusesFormats() {
        for bits in [0, 1, 8, 15, 24, 64] {
            #expect(PixelFormat(bits: bits, redOffset: 0, greenOffset: 0, blueOffset: 0) == nil)
        }
        #expect(PixelFormat(bits: 16, redOffset: 12, greenOffset: 5, blueOffset: 0) == nil)
        #expect(PixelFormat(bits: 32, redOffset: 16, greenOffset: 8, blueOffset: 25) == nil)
    }
}
