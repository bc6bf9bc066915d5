import CPNG

/// A picture file as eight-bit RGB, read by libpng.
public struct PNGPicture: Equatable {
    public let width: Int
    public let height: Int
    /// Red, green and blue of each pixel, row by row.
    public let bytes: [UInt8]

    public struct Unreadable: Error {
        public let path: String
    }

    public init(file path: String) throws {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        guard png_image_begin_read_from_file(&image, path) != 0 else {
            throw Unreadable(path: path)
        }
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
        guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else {
            throw Unreadable(path: path)
        }
        width = Int(image.width)
        height = Int(image.height)
        self.bytes = bytes
    }
}
