/// The sizes this module is built for. Each says what happens beyond it.
public enum ScreenLimits {
    /// Pixels of a panel's longer side. 4K televisions; a larger panel is a programmer's error.
    public static let panelSidePixels = 4096

    /// The largest QR code version drawn: 57 modules a side, 271 bytes at the lowest error
    /// correction level. Longer URIs are shown as text alone.
    static let qrCodeVersion = 10

    /// Bytes that fit into a QR code of `qrCodeVersion` at the lowest error correction level.
    static let qrCodeTextBytes = 271

    /// Modules of light border on each side of a QR code (ISO/IEC 18004 §6.3.8).
    static let quietZoneModules = 4

    /// The smallest side of a module in the panel's own pixels. Phone cameras lose single pixels;
    /// a QR code that would need smaller modules is not drawn.
    static let modulePixels = 2

    /// Rows of text and blocks on one screen, as many as ``Layout`` stores. An arrangement that
    /// needs more is not used.
    static let layoutElements = 32
}
