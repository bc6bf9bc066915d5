import CLinuxBoard
import DeviceScreen

/// A panel behind fbdev. Its memory, and as much again to draw in, stays for the life of the process.
@safe
public struct FramebufferDisplay {
    /// The picture's geometry.
    public let panel: Panel

    private let layout: FramebufferLayout
    private let device: UnsafeMutableBufferPointer<UInt8>
    private let picture: UnsafeMutableBufferPointer<UInt16>

    /// - Parameters:
    ///   - path: Ends in a NUL.
    ///   - rotation: How far the picture is turned clockwise.
    /// - Throws: `ENOTSUP` for pixels that are not of 16 or 32 bits, or a panel that is too large.
    public init(
        path: UnsafePointer<CChar>, rotation: FramebufferLayout.Rotation
    ) throws(SystemError) {
        // Holds, here and below: the struct lives through the call, and its numbers are read as they are.
        var screen = unsafe board_screen()
        _ = try checked(Int(unsafe board_screen_open(path, &screen)))
        let width = unsafe Int(screen.width)
        let height = unsafe Int(screen.height)
        let sides = 1...ScreenLimits.panelSidePixels
        guard
            let format = unsafe PixelFormat(
                bits: Int(screen.bits), redOffset: screen.red_offset,
                greenOffset: screen.green_offset, blueOffset: screen.blue_offset),
            unsafe screen.bits == 32 || screen.green_bits == 6, sides.contains(width),
            sides.contains(height), unsafe Int(screen.stride) >= width * format.bits / 8,
            unsafe Int(screen.stride) <= Int(screen.length) / height
        else { throw SystemError(-Int(ENOTSUP)) }
        layout = unsafe FramebufferLayout(
            width: width, height: height, strideBytes: Int(screen.stride), format: format,
            rotation: rotation)
        panel = Panel(
            width: layout.pictureWidth, height: layout.pictureHeight, shape: .rectangle)
        guard let pages = unsafe board_pages(width * height * 2) else {
            throw SystemError(-Int(ENOSPC))
        }
        // Holds: both are mapped with these lengths, and never unmapped; only this value knows them.
        unsafe device = UnsafeMutableBufferPointer(start: screen.bytes, count: Int(screen.length))
        unsafe picture = UnsafeMutableBufferPointer(
            start: pages.assumingMemoryBound(to: UInt16.self), count: width * height)
    }

    /// Lets `draw` paint the whole picture, then shows it.
    func show(_ draw: (inout MutableSpan<UInt16>) -> Void) {
        var pixels = unsafe picture.mutableSpan
        draw(&pixels)
        var bytes = unsafe device.mutableSpan
        layout.copy(pixels.span, to: &bytes)
    }
}
