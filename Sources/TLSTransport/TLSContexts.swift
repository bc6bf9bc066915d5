import CMbedTLS

/// The part of a ``TLSTransport`` that must not move: the TLS library's own structures, which
/// point at each other, and what its callbacks reach.
///
/// The owner makes one for each transport, at an address of its own choice where it stays for
/// the transport's whole life: a global on a board, an allocation in a host process. It is about
/// 3 KB, all zeros at first; what the library allocates beyond it (record buffers, certificates)
/// comes from `calloc`.
///
///     let contexts = UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
///     unsafe contexts.initialize(to: TLSContexts())
///     var transport = try unsafe TLSTransport(contexts: contexts, roots: pinned)
public struct TLSContexts: ~Copyable {
    // The first member: a pointer to the whole is a pointer to it, see `native(in:)`.
    private var room = tls_contexts_room()

    /// The peer that the certificate must name.
    var peer = PeerIdentity()

    /// Who is trusted.
    var roots = RootCertificates()

    /// The certificates of this handshake.
    var chain = CertificateChain()

    // One more than the socket's number, so that all is zeros at first: a global then takes no
    // room in the program's file.
    private var descriptorNumber: Int32 = 0

    /// The errno of the last send or receive that failed, 0 if none did.
    var socketError: Int32 = 0

    /// How often the library may still use the socket in this call.
    var socketCallsLeft: UInt8 = 0

    /// What the clock showed when the handshake began; nil if it is not set.
    var clockReading: UInt32?

    var statistics = TransportStatistics()

    /// Room without a transport in it.
    public init() {}

    /// Lets the library use the socket for one call of it.
    mutating func beginCall() {
        socketCallsLeft = TransportLimits.socketCallCount
    }

    /// Takes one use of the socket off what is left; false if nothing is.
    mutating func takeSocketCall() -> Bool {
        guard socketCallsLeft > 0 else { return false }
        socketCallsLeft -= 1
        return true
    }

    /// The socket, -1 if there is none.
    var descriptor: Int32 {
        get { descriptorNumber - 1 }
        set { descriptorNumber = newValue + 1 }
    }

    /// Where the library's structures are, inside `contexts`. They are used through this pointer
    /// alone.
    static func native(
        in contexts: UnsafeMutablePointer<TLSContexts>
    ) -> UnsafeMutablePointer<tls_contexts> {
        // Holds: a Swift struct's first stored property lies at its address, the room is made for the
        // structures, and nobody reads the memory as the type it was declared with.
        return unsafe UnsafeMutableRawPointer(contexts).assumingMemoryBound(to: tls_contexts.self)
    }
}
