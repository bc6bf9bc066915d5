import CPNG
import DeviceScreen
import Foundation
import Testing

@testable import SimulatorKit

@Suite struct PNGFileTests {
    /// Reads a PNG as eight-bit RGB, by libpng.
    private func read(_ path: String) throws -> (width: Int, height: Int, bytes: [UInt8]) {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        try #require(png_image_begin_read_from_file(&image, path) != 0)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
        try #require(png_image_finish_read(&image, nil, &bytes, 0, nil) != 0)
        return (Int(image.width), Int(image.height), bytes)
    }

    @Test(
        "C9: The picture file has the panel's pixels and a QR code that can be read",
        arguments: Drawn.panels)
    func writesPixels(panel: Panel) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/screen.png"
        let framebuffer = Drawn.framebuffer(on: panel).framebuffer
        try PNGFile.write(framebuffer, to: path)

        let file = try read(path)
        #expect(file.width == panel.width)
        #expect(file.height == panel.height)
        let expected = framebuffer.pixels.flatMap { pixel in
            let colour = Colour(rgb565: pixel)
            return [colour.red, colour.green, colour.blue]
        }
        #expect(file.bytes == expected)
        #expect(try QRCodeReader.read(file: path) == Drawn.verificationURIComplete)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["screen.png"])
    }

    @Test("A picture that exists is replaced")
    func replaces() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/screen.png"
        try folder.write("old", to: "screen.png")
        try PNGFile.write(Framebuffer(panel: Drawn.watch), to: path)
        #expect(try read(path).width == 240)
    }

    @Test("A folder that is missing is named in one line, and nothing is left behind")
    func missingFolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/none/screen.png"
        let failure = #expect(throws: PNGFile.Failure.self) {
            try PNGFile.write(Framebuffer(panel: Drawn.watch), to: path)
        }
        #expect(
            failure?.description
                == "cannot write the picture \(path): No such file or directory")
    }

    @Test("A name that is a folder's is refused, and no temporary file stays")
    func nameOfFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "screen.png/file")
        #expect(throws: PNGFile.Failure.self) {
            try PNGFile.write(Framebuffer(panel: Drawn.watch), to: folder.path + "/screen.png")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["screen.png"])
    }

    @Test("A place where no file can be made is an error")
    func noPlace() {
        #expect(throws: PNGFile.Failure.self) {
            try PNGFile.write(Framebuffer(panel: Drawn.watch), to: "/proc/screen.png")
        }
    }

    @Test("The darkest and the lightest of RGB565 are black and white")
    func colours() {
        #expect(Colour(rgb565: 0) == Colour(red: 0, green: 0, blue: 0))
        #expect(Colour(rgb565: 0xFFFF) == Colour(red: 255, green: 255, blue: 255))
        #expect(Colour(rgb565: 0xF800) == Colour(red: 255, green: 0, blue: 0))
        #expect(Colour(rgb565: 0x07E0) == Colour(red: 0, green: 255, blue: 0))
    }
}
