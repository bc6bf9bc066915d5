import TLSTransport

/// What a whole run took. Memory is in bytes.
public struct RunFigures: Sendable {
    public var polls: UInt32 = 0
    public var transport = TransportStatistics()
    /// The size of the TLS library's heap.
    public var arenaBytes: UInt32 = 0
    public var arenaPeakBytes: UInt32 = 0
    /// The latest allocation that the arena refused; nil if it refused none.
    public var arenaFailure: TLSArenaFailure?
    public var stackPeakBytes: UInt32 = 0
    public var stateBytes: UInt32 = 0

    /// Nothing yet.
    public init() {}
}
