import CMbedTLS

/// The part of a ``TLSTransport`` that must not move: the TLS library's own structures, which
/// point at each other, and what its callbacks reach.
///
/// The owner makes one for each transport, at an address of its own choice where it stays for
/// the transport's whole life: a global on a board, an allocation in a host process. It is about
/// 3 KB; what the library allocates beyond it (record buffers, certificates) comes from `calloc`.
///
///     let contexts = unsafe UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
///     unsafe contexts.initialize(to: TLSContexts())
///     var transport = try unsafe TLSTransport(contexts: contexts, roots: pinned)
@safe
public struct TLSContexts: ~Copyable {
    // The first member: a pointer to the whole is a pointer to it, see `native(of:)`.
    private var native = unsafe tls_contexts()

    /// The peer that the certificate must name.
    var peer = PeerIdentity()

    /// Whether a certificate chain was looked at in this handshake: a resumed one has none.
    var hasSeenCertificate = false

    /// The socket, -1 if there is none.
    var descriptor: Int32 = -1

    /// The errno of the last send or receive that failed, 0 if none did.
    var socketError: Int32 = 0

    var statistics = TransportStatistics()

    public init() {}

    /// The library's structures inside `contexts`.
    static func native(
        of contexts: UnsafeMutablePointer<TLSContexts>
    ) -> UnsafeMutablePointer<tls_contexts> {
        // Holds: a Swift struct's first stored property lies at its address, and memory bound to
        // the struct is bound to its stored properties too.
        unsafe UnsafeMutableRawPointer(contexts).assumingMemoryBound(to: tls_contexts.self)
    }
}
