import Foundation

/// Reads QR codes with zbarimg, a decoder that shares no code with what draws them.
public enum QRCodeReader {
    public struct Missing: Error, CustomStringConvertible {
        public var description: String { "zbarimg is missing: apt-get install zbar-tools" }
    }

    /// The text of the only QR code in a picture file; empty where it reads none.
    public static func read(file: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file]
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
