import CPNG
import Foundation

/// Writes framebuffers as PNG pictures: eight bits of red, green and blue a pixel.
public enum PNGFile {
    /// Why a picture could not be written; the description is one line.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public var path: String
        public var reason: String

        public var description: String {
            "cannot write the picture \(path): \(reason)"
        }
    }

    /// Writes the file at `path` as a whole: under another name first, which then takes the
    /// file's place, so that a reader never sees half a picture.
    public static func write(
        _ framebuffer: Framebuffer, to path: String
    ) throws(Failure) {
        // The process in the name: two simulators may write into one folder.
        let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).tmp"
        guard let file = unsafe fopen(temporary, "wbx") else {
            throw Failure(path: path, reason: lastError)
        }
        // A full disk may show only when the last bytes are flushed, as the file is closed.
        let failure = unsafe write(framebuffer, to: file)
        let closing = unsafe fclose(file) == 0 ? nil : lastError
        if let reason = failure ?? closing {
            unsafe unlink(temporary)
            throw Failure(path: path, reason: reason)
        }
        guard unsafe rename(temporary, path) == 0 else {
            let reason = lastError
            unsafe unlink(temporary)
            throw Failure(path: path, reason: reason)
        }
    }

    private static var lastError: String {
        unsafe String(cString: strerror(errno))
    }

    /// Writes the picture into an open file; the reason when that fails.
    private static func write(
        _ framebuffer: Framebuffer, to file: UnsafeMutablePointer<FILE>
    ) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(framebuffer.pixels.count * 3)
        for pixel in framebuffer.pixels {
            let colour = Colour(rgb565: pixel)
            bytes.append(colour.red)
            bytes.append(colour.green)
            bytes.append(colour.blue)
        }
        // libpng's simplified interface: it reports errors in the structure, where the full one
        // would jump over Swift's frames.
        var image = unsafe png_image()
        unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
        unsafe image.width = png_uint_32(framebuffer.panel.width)
        unsafe image.height = png_uint_32(framebuffer.panel.height)
        unsafe image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        let written = unsafe png_image_write_to_stdio(&image, file, 0, bytes, 0, nil)
        guard written == 0 else { return nil }
        return unsafe withUnsafeBytes(of: image.message) { message in
            unsafe String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
