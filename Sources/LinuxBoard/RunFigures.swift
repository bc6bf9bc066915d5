import TLSTransport

/// What a whole run took. Memory is in bytes.
public struct RunFigures: Sendable {
    /// The polls that were sent.
    public var polls: UInt32 = 0
    /// Connections, handshakes and bytes.
    public var transport = TransportStatistics()
    /// The size of the TLS library's heap.
    public var arenaBytes: UInt32 = 0
    /// The most of it that was in use at once.
    public var arenaPeakBytes: UInt32 = 0
    /// The latest allocation that the arena refused; nil if it refused none.
    public var arenaFailure: TLSArenaFailure?
    /// The most of the stack that was in use at once.
    public var stackPeakBytes: UInt32 = 0
    /// The machines with their buffers.
    public var stateBytes: UInt32 = 0

    /// Nothing yet.
    public init() {}
}
