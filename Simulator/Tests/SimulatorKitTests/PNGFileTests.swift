import DeviceScreen
import Foundation
import PictureReading
import Testing

@testable import SimulatorKit

@Suite struct PNGFileTests {
    @Test(
        "C9 The picture file has the panel's pixels and a QR code that can be read",
        arguments: Drawn.panels)
    func writesPixels(panel: Panel) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/screen.png"
        let framebuffer = Drawn.framebuffer(on: panel).framebuffer
        try PNGFile.write(framebuffer, to: path)

        let file = try PNGPicture(file: path)
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
        #expect(try PNGPicture(file: path).width == 240)
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
