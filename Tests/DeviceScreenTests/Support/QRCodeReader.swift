import Foundation
import Testing

/// Reads QR codes with zbarimg, a decoder that shares no code with what draws them.
enum QRCodeReader {
    struct Missing: Error, CustomStringConvertible {
        var description: String { "zbarimg is missing: apt-get install zbar-tools" }
    }

    /// The text of the only QR code in the picture; empty where it reads none.
    static func read(_ picture: Picture) throws -> String {
        var file = Data("P6 \(picture.panel.width) \(picture.panel.height) 255\n".utf8)
        for pixel in picture.pixels {
            file.append(UInt8((pixel >> 11) << 3))
            file.append(UInt8(((pixel >> 5) & 0x3F) << 2))
            file.append(UInt8((pixel & 0x1F) << 3))
        }
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID().uuidString).ppm")
        try file.write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // 127 is what env says when there is no such program.
        guard process.terminationStatus != 127 else { throw Missing() }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
