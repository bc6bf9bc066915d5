/// The sizes of the buffers that the loop works in.
public enum RuntimeLimits {
    /// The largest request, in bytes: head, client, scope and a device code, percent-encoded. A
    /// larger one ends the grant with `outOfMemory(.requestBuffer)`.
    public static let requestBytesMaximum = 2_560

    /// Bytes of an answer taken from the transport at once. Longer answers take more turns.
    public static let receiveBytesMaximum = 1_024
}
