/// The bounds of what the response reader takes.
public enum HTTPLimits {
    /// Bytes of one head, status line and fields together, and of one trailer section. Common
    /// servers allow 8 KiB themselves. Beyond: ``HTTPError/headTooLarge``.
    public static let headBytesMaximum = 8_192

    /// Fields in one head, and in one trailer section. Beyond: ``HTTPError/headTooLarge``.
    public static let fieldsMaximum = 100

    /// Bytes of one chunk's size line, extensions included. Beyond:
    /// ``HTTPError/malformedChunk``.
    public static let chunkLineBytesMaximum = 256

    /// Interim (1xx) responses before the final one. Beyond: ``HTTPError/unexpectedInterim``.
    public static let interimResponsesMaximum = 8
}
