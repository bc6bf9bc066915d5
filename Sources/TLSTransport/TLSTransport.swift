import BoundedBytes
import CMbedTLS
import DeviceGrant
import DeviceRuntime

/// TCP and TLS 1.2 by mbedTLS and Linux sockets, without waiting.
///
/// The peer must prove its name with a certificate chain that leads to one of the pinned roots,
/// by AEAD cipher suites with forward secrecy (RFC 9325); nothing of that can be switched off.
/// Revocation is not looked up. Plaintext goes to loopback addresses only. One connection is open at a time; it is kept for
/// the next request to the same host and port, and when it has gone, the TLS session is resumed.
///
/// Call ``connect(to:port:security:)`` until it is ready, then ``send(_:)`` and
/// ``receive(into:)``. When one of them says later, poll(2) for ``pollDescriptor``, for writing if
/// ``waitsForWriting`` and for reading otherwise; but do not sleep while ``hasBufferedInput``.
/// There is no deadline in here: who has waited long enough calls ``close()``; but poll(2) no longer
/// than ``pollTimeoutMilliseconds``, if there is one. A peer cannot hold a call, whatever it sends:
/// see ``TransportLimits/socketCallCount``.
///
/// After a failure the connection is closed and its memory given back.
@safe
public struct TLSTransport: ~Copyable, Transport {
    enum Phase {
        case closed
        /// The name servers are being asked.
        case resolving
        /// The TCP connection to `addresses[addressIndex]` is being made.
        case connecting
        case handshaking
        case open
        /// The peer has said that nothing more comes.
        case ended
    }

    let contexts: UnsafeMutablePointer<TLSContexts>
    let native: UnsafeMutablePointer<tls_contexts>

    var phase = Phase.closed
    var security = TransportSecurity.tls
    var port: UInt16 = 0

    var addresses = InlineArray<8, tls_address>(repeating: tls_address())
    var addressCount = 0
    var addressIndex = 0
    // The most telling failure of the addresses tried so far.
    var connectFailure: TransportFailure?

    var isSeeded = false
    var hasSession = false
    var isSessionOffered = false
    // Whether the session is of a full handshake that keepSession(in:) has not seen yet.
    var isSessionNew = false
    // Whether the session that was kept over a restart was looked for.
    var isSessionRestored = false
    var resolutions = ResolutionTable()
    var resolver = NameResolver()

    // The length that an unfinished TLS write was given; the library wants the same bytes again.
    var unfinishedCount = 0
    var refusedAllocationsBefore: UInt32 = 0

    // Whether the last call on the open connection said later.
    var isWaiting = false

    /// The time by which certificates are judged.
    public var clock = TransportClock.system

    /// Whether the transport waits until it can write; otherwise it waits for something to read.
    public internal(set) var waitsForWriting = false

    // The heap of the library's calls; nil if it is the process's own.
    let arena: UnsafeMutablePointer<TLSArena>?

    /// Sets up a transport in memory of the owner's, without a connection.
    ///
    /// - Parameters:
    ///   - contexts: Initialized, used by no other transport, and at this address until the
    ///     transport's life has ended.
    ///   - arena: The heap for everything that the TLS library allocates: initialized, used by this
    ///     transport alone, and at this address as long. nil leaves the library with the process's
    ///     heap, in a program that is linked to it as it comes.
    ///   - roots: The pinned root certificates: one in DER, or any number in PEM, such as a system's
    ///     bundle. They are not copied: in flash, in a mapped file or in memory, they stay as they are
    ///     until the transport's life has ended. None at all is a transport for plaintext only.
    public init(
        contexts: UnsafeMutablePointer<TLSContexts>,
        arena: UnsafeMutablePointer<TLSArena>? = nil,
        roots: UnsafeBufferPointer<UInt8>
    ) throws(TLSSetupFailure) {
        // Holds, here and in every use of the two pointers below: the caller promises that the
        // contexts stay, and the transport alone uses them.
        let native = unsafe TLSContexts.native(in: contexts)
        unsafe tls_contexts_init(native, arena)
        do throws(TLSSetupFailure) {
            let status = unsafe tls_contexts_configure(native, verifyChain, contexts)
            guard status == 0 else { throw TLSSetupFailure.outOfMemory }
            unsafe contexts.pointee.roots = RootCertificates(roots)
            try unsafe contexts.pointee.roots.check(with: native)
        } catch {
            unsafe tls_contexts_free(native)
            throw error
        }
        unsafe self.contexts = contexts
        unsafe self.native = native
        unsafe self.arena = arena
        // Memory that is promised and not used is a mistake of whoever linked the program.
        if let arena = unsafe arena, !roots.isEmpty {
            unsafe precondition(
                arena.pointee.allocationCount > 0,
                "the TLS library is linked without renamed calloc and free")
        }
    }

    deinit {
        unsafe endConnection(contexts, native, politely: phase == .open && security == .tls)
        unsafe tls_contexts_free(native)
    }

    /// Connections, handshakes and bytes so far.
    public var statistics: TransportStatistics {
        unsafe contexts.pointee.statistics
    }

    /// The socket to poll for; nil while there is none, and between two requests: what a peer sends
    /// then, be it the connection's end, is no reason to wake up.
    public var pollDescriptor: Int32? {
        let isIdle = phase == .ended || phase == .open && !isWaiting
        guard !isIdle else { return nil }
        let descriptor =
            phase == .resolving ? resolver.descriptor : unsafe contexts.pointee.descriptor
        return descriptor < 0 ? nil : descriptor
    }

    /// How long to poll at most, though nothing happens: then it is time to ask another name server.
    public var pollTimeoutMilliseconds: UInt32? {
        phase == .resolving ? resolver.waitMilliseconds : nil
    }

    /// Whether ``receive(into:)`` has something to go on with at once that poll(2) does not see.
    public var hasBufferedInput: Bool {
        isWaiting && !waitsForWriting && holdsInput
    }

    /// Answers for `host` and `port` with `address` instead of asking the name service. The
    /// certificate must name `host` all the same. Several for one host and port are tried in the
    /// order in which they were added.
    ///
    /// - Parameters:
    ///   - host: A DNS name in ASCII, as an endpoint has it.
    ///   - port: The TCP port, as an endpoint has it.
    ///   - address: An IPv4 or IPv6 address literal, without brackets.
    public mutating func addResolution(
        host: borrowing Span<UInt8>, port: UInt16, address: borrowing Span<UInt8>
    ) throws(ResolutionFailure) {
        try resolutions.add(host: host, port: port, address: address)
    }

    /// Asks this name server, and no longer those of `/etc/resolv.conf`.
    ///
    /// - Parameters:
    ///   - address: An IPv4 or IPv6 address literal, without brackets; a link-local one with its zone,
    ///     as in `fe80::1%eth0`.
    ///   - port: 53 is DNS's (RFC 1035 §4.2).
    public mutating func addNameServer(
        _ address: borrowing Span<UInt8>, port: UInt16 = 53
    ) throws(ResolutionFailure) {
        guard let server = NameServers.address(address) else { throw .addressMalformed }
        guard resolver.addServer(server, port: port) else { throw .tableFull }
    }

    public mutating func connect(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity
    ) throws(TransportFailure) -> TransportProgress {
        let peer = PeerIdentity(host: host)
        guard peer.kind != .none else {
            close()
            throw .nameNotResolved
        }
        let isSamePeer = unsafe port == self.port && peer.isSame(as: contexts.pointee.peer)
        if !isSamePeer || security != self.security {
            close()
        }
        if !isSamePeer {
            forgetSession()
            unsafe contexts.pointee.peer = peer
            self.port = port
        }
        self.security = security
        if phase == .open {
            if isQuiet {
                isWaiting = false
                return .ready
            }
            close()
        } else if phase == .ended {
            close()
        }
        do throws(TransportFailure) {
            if phase == .closed {
                try beginConnection()
            }
            return try continueConnection()
        } catch {
            close()
            throw error
        }
    }

    public mutating func send(_ bytes: borrowing Span<UInt8>) throws(TransportFailure) -> Int {
        guard phase == .open else { throw .closed }
        guard !bytes.isEmpty else { return 0 }
        let count = unfinishedCount == 0 ? bytes.count : unfinishedCount
        precondition(count <= bytes.count, "the bytes that send() left are given again")
        unsafe contexts.pointee.beginCall()
        let sent =
            security == .tls
            ? unsafe bytes.withUnsafeBufferPointer {
                // Holds: the buffer lives through the call and has at least `count` bytes.
                unsafe Int(tls_contexts_write(native, $0.baseAddress, count))
            }
            : unsafe bytes.withUnsafeBufferPointer {
                unsafe sendBytes(contexts, $0.baseAddress, count)
            }
        switch classify(sent) {
        case .progress:
            unfinishedCount = 0
            waitsForWriting = false
            return sent
        case .later:
            unfinishedCount = security == .tls ? count : 0
            return 0
        case .ended:
            throw fail(.closed)
        case .failed:
            throw fail(failure(of: sent))
        }
    }

    public mutating func receive(
        into output: inout OutputSpan<UInt8>
    ) throws(TransportFailure) -> TransportReceipt {
        if phase == .ended { return .ended }
        guard phase == .open else { throw .closed }
        precondition(!output.isFull, "the output has room")
        unsafe contexts.pointee.beginCall()
        let received = unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
            let room = buffer.count - initializedCount
            // Holds: the room behind the initialized bytes belongs to the output span, and the
            // library writes at most `room` bytes there.
            let start = unsafe buffer.baseAddress.map { unsafe $0 + initializedCount }
            let received =
                security == .tls
                ? unsafe Int(tls_contexts_read(native, start, room))
                : unsafe receiveBytes(contexts, start, room)
            initializedCount += max(received, 0)
            return received
        }
        switch classify(received) {
        case .progress:
            waitsForWriting = false
            return .bytes
        case .later:
            return .later
        case .ended:
            // RFC 8446 §6.1, RFC 5246 §7.2.1: without a close_notify the end may be an attacker's.
            let isOrderly = security == .plaintext || received != 0
            guard isOrderly else { throw fail(.closed) }
            phase = .ended
            return .ended
        case .failed:
            throw fail(failure(of: received))
        }
    }

    public mutating func close() {
        unsafe endConnection(
            contexts, native,
            politely: security == .tls && (phase == .open || phase == .ended))
        resolver.end()
        phase = .closed
        waitsForWriting = false
        unfinishedCount = 0
    }
}
