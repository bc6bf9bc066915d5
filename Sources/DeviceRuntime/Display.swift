import DeviceScreen

/// A board's panel.
public protocol Display: ~Copyable {
    /// The panel's geometry; nil on a board without a display.
    var panel: Panel? { get }

    /// Lets `draw` paint the whole framebuffer (row by row from the top left, `width * height`
    /// pixels of RGB565, no padding), then shows it.
    ///
    /// - Parameters:
    ///   - screen: Which screen it is; a panel that takes long to change may skip a countdown.
    ///   - remainingSeconds: What the countdown shows.
    ///   - draw: Paints every pixel; to be called once, before the call returns.
    mutating func show(
        _ screen: Screen, remainingSeconds: UInt32, _ draw: (inout MutableSpan<UInt16>) -> Void)
}
