import DeviceGrant
import TLSTransport

/// What the client's parts take of a device's memory. The framebuffer is apart, and so are the pinned
/// roots, which lie in flash.
public struct MemoryBudget: Equatable, Sendable {
    /// The loop: the machine's state, and the buffers of a request and an answer.
    public static let stateBytes = max(
        MemoryLayout<SimulatedDevice.GrantLoop>.size, MemoryLayout<SimulatedDevice.TokenLoop>.size)

    /// The endpoints, the client's name and its secret.
    public static let configurationBytes = MemoryLayout<ClientConfiguration>.size

    /// The transport, its TLS contexts, and what keeps the books of its heap.
    public static let transportBytes =
        MemoryLayout<TLSTransport>.size + MemoryLayout<TLSContexts>.size
        + MemoryLayout<TLSArena>.size

    /// The client's stack, as on every board.
    public static let stackBytes = 16_384

    /// All of these.
    public static let declaredBytes =
        stateBytes + configurationBytes + transportBytes + stackBytes

    /// The heap of the TLS library; too small for any, or even negative, if the other parts leave
    /// nothing.
    public var arenaBytes: Int

    /// A budget whose arena is so large, and which is itself as large as it must be.
    public init(arenaBytes: Int) {
        self.arenaBytes = arenaBytes
    }

    /// A budget whose arena is what the other parts leave.
    public init(bytes: Int) {
        arenaBytes = bytes - Self.declaredBytes
    }

    /// What the client has in all.
    public var bytes: Int { Self.declaredBytes + arenaBytes }

    /// Whether the client can be set up at all.
    var hasArena: Bool { arenaBytes >= TLSArena.memoryBytesMinimum }
}
