/// How a framebuffer's bytes stand for pixels, and how the panel is mounted.
public struct FramebufferLayout: Equatable, Sendable {
    /// Pixels a row of the device's own.
    public var width: Int
    /// Rows of the device's own.
    public var height: Int
    /// Bytes from one row to the next; at least a row's.
    public var strideBytes: Int
    /// How one pixel is written.
    public var format: PixelFormat
    /// How the panel is mounted.
    public var rotation: Rotation

    /// The layout of a device that says so of itself; lengths as the properties have them.
    public init(
        width: Int, height: Int, strideBytes: Int, format: PixelFormat, rotation: Rotation
    ) {
        self.width = width
        self.height = height
        self.strideBytes = strideBytes
        self.format = format
        self.rotation = rotation
    }

    /// How far the picture is turned clockwise on the device's rows and columns.
    public enum Rotation: UInt16, Sendable {
        /// As the device has them.
        case none = 0
        /// By 90 degrees.
        case quarter = 90
        /// Upside down.
        case half = 180
        /// By 270 degrees.
        case threeQuarters = 270
    }

    /// Pixels a row of the picture that a person sees.
    public var pictureWidth: Int { isOnItsSide ? height : width }

    /// Rows of that picture.
    public var pictureHeight: Int { isOnItsSide ? width : height }

    private var isOnItsSide: Bool { rotation == .quarter || rotation == .threeQuarters }

    /// The bytes that the device's rows take.
    public var byteCount: Int { strideBytes * height }

    /// Writes a picture to the device's bytes; what lies between the rows is left alone.
    ///
    /// - Parameters:
    ///   - picture: RGB565, row by row from the top left, without padding.
    ///   - bytes: ``byteCount`` or more.
    public func copy(_ picture: borrowing Span<UInt16>, to bytes: inout MutableSpan<UInt8>) {
        precondition(picture.count == width * height && bytes.count >= byteCount)
        let bytesPerPixel = format.bits / 8
        for row in 0..<height {
            var place = row * strideBytes
            for column in 0..<width {
                let index =
                    switch rotation {
                    case .none: row * width + column
                    case .half: (height - 1 - row) * width + width - 1 - column
                    case .quarter: (width - 1 - column) * height + row
                    case .threeQuarters: column * height + height - 1 - row
                    }
                var pixel = format.pixel(picture[index])
                for _ in 0..<bytesPerPixel {
                    bytes[place] = UInt8(truncatingIfNeeded: pixel)
                    pixel >>= 8
                    place += 1
                }
            }
        }
    }
}
