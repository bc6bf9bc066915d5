import BoundedBytes
import CMbedTLS
import DNSWire
import DeviceGrant

/// Asks name servers for a host's addresses (RFC 1035, RFC 3596), without waiting: A and AAAA at once,
/// one server after the other, each a bounded time. An answer counts only from the server that was
/// asked, to the port that asked, with the number and the question (RFC 5452).
///
/// Questions go by UDP alone, with room for 71 IPv4 or 42 IPv6 addresses in an answer (RFC 6891); older
/// servers are asked in the plain form. Of an answer that is truncated all the same, the addresses that
/// came count. If none came, the next server is asked, and when the last has been, the end is
/// ``DeviceGrant/TransportFailure/nameServiceFailed``, as it is when all are silent or refuse.
struct NameResolver: ~Copyable {
    private var servers = NameServers()

    /// How long each server has for its answer.
    var patienceMilliseconds = TransportLimits.nameServerPatienceMilliseconds

    private var descriptorNumber: Int32 = 0
    private var attempt = 0
    private var form = DNSQueryForm.extended
    private var attemptEnd = Instant(tick: 0)
    private var ipv4 = Lookup(.a)
    private var ipv6 = Lookup(.aaaa)

    /// What is known of one type of records.
    private struct Lookup: ~Copyable {
        let type: DNSRecordType
        var id: UInt16 = 0
        var state = State.pending
        var addresses = FixedBytes<128>()

        enum State {
            case pending
            /// The server that was asked last could not answer.
            case failed
            /// It did not understand the form of the query (RFC 6891 §7).
            case misunderstood
            case ended
        }

        init(_ type: DNSRecordType) {
            self.type = type
        }

        mutating func begin() {
            state = .pending
            addresses.removeAll()
        }
    }

    deinit {
        if descriptorNumber > 0 { tls_socket_close(descriptorNumber - 1) }
    }

    /// The socket to poll for reading; -1 while nothing is asked.
    var descriptor: Int32 { descriptorNumber - 1 }

    /// The milliseconds until ``step(_:into:)`` has something to do even if nothing arrives.
    var waitMilliseconds: UInt32 { Self.now().milliseconds(until: attemptEnd) }

    /// Asks this server, and no longer the system's.
    mutating func addServer(_ address: tls_address, port: UInt16) -> Bool {
        servers.add(address, port: port)
    }

    /// Begins to ask for a DNS name.
    mutating func begin(_ peer: borrowing PeerIdentity) throws(TransportFailure) {
        end()
        ipv4.begin()
        ipv6.begin()
        attempt = -1
        form = .extended
        servers.find()
        try askNext(peer)
    }

    /// Reads what has arrived and asks further servers when it is time.
    ///
    /// - Returns: How many addresses were written, or nil if it is to be called again.
    mutating func step(
        _ peer: borrowing PeerIdentity, into addresses: inout MutableSpan<tls_address>
    ) throws(TransportFailure) -> Int? {
        while true {
            let isHeard = hear(peer)
            if ipv4.state == .ended, ipv6.state == .ended { break }
            let isRefused = ipv4.state != .pending && ipv6.state != .pending
            let isOver = !isHeard || isRefused || Self.now().hasReached(attemptEnd)
            guard isOver else { return nil }
            // Half an answer is better than a second question.
            if !ipv4.addresses.isEmpty || !ipv6.addresses.isEmpty { break }
            if form == .extended,
                ipv4.state == .misunderstood || ipv6.state == .misunderstood
            {
                // The same one again.
                form = .plain
                attempt -= 1
            }
            try askNext(peer)
        }
        end()
        let count = collect(into: &addresses)
        guard count > 0 else { throw .nameNotResolved }
        return count
    }

    /// Gives up.
    mutating func end() {
        guard descriptorNumber > 0 else { return }
        tls_socket_close(descriptorNumber - 1)
        descriptorNumber = 0
    }

    // MARK: Asking

    private mutating func askNext(_ peer: borrowing PeerIdentity) throws(TransportFailure) {
        while true {
            end()
            attempt += 1
            guard attempt < TransportLimits.nameServerAttemptCount else { throw .nameServiceFailed }
            // A server that was silent may be one that passes over what it does not understand.
            if attempt == servers.count { form = .plain }
            var server = servers[attempt % servers.count]
            // Holds, here and below: a struct that lives through the call.
            let descriptor = unsafe tls_datagram_connect(&server.address, server.port)
            guard descriptor >= 0 else { continue }
            descriptorNumber = descriptor + 1
            attemptEnd = Self.now().advanced(byMilliseconds: patienceMilliseconds)
            if try Self.ask(&ipv4, peer, form, on: descriptor),
                try Self.ask(&ipv6, peer, form, on: descriptor)
            {
                return
            }
        }
    }

    /// Sends a question, if it has no answer yet; false if the network does not take it.
    private static func ask(
        _ lookup: inout Lookup, _ peer: borrowing PeerIdentity, _ form: DNSQueryForm,
        on descriptor: Int32
    ) throws(TransportFailure) -> Bool {
        guard lookup.state != .ended else { return true }
        lookup.state = .pending
        var id: UInt16 = 0
        guard unsafe tls_random(&id, 2) == 0 else { throw .noEntropy }
        lookup.id = id
        var query = FixedBytes<288>()
        let isWritten = peer.withName { name in
            guard let question = try? DNSQuestion(name, lookup.type, id: id) else { return false }
            return
                (try? query.withOutput { (output) throws(CapacityExceeded) in
                    try question.write(form, to: &output)
                }) != nil
        }
        // Never happens: a peer's name is a DNS name.
        guard isWritten else { throw .nameNotResolved }
        return query.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                // Holds: the buffer lives through the call.
                unsafe tls_socket_send(descriptor, buffer.baseAddress, buffer.count) == buffer.count
            }
        }
    }

    // MARK: Hearing

    /// Reads all datagrams that are there; false if the server is not.
    private mutating func hear(_ peer: borrowing PeerIdentity) -> Bool {
        var datagram = FixedBytes<1_232>()
        // Bounded: a flood is left to the next call.
        for _ in 0..<16 {
            datagram.removeAll()
            let descriptor = descriptor
            let received = datagram.withOutput { output in
                unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
                    // Holds: at most the buffer's count of bytes is written.
                    let count = unsafe tls_socket_receive(
                        descriptor, buffer.baseAddress, buffer.count)
                    initializedCount = max(count, 0)
                    return count
                }
            }
            if received == -Int(EAGAIN) { return true }
            guard received >= 0 else { return false }
            let isUnknown = datagram.withBytes { bytes in
                let ipv4Answer = Self.read(bytes, into: &ipv4, peer)
                return Self.read(bytes, into: &ipv6, peer) || ipv4Answer
            }
            if isUnknown {
                // RFC 8020: what has no name has no records of any type.
                ipv4.state = .ended
                ipv6.state = .ended
            }
        }
        return true
    }

    /// Takes a datagram if it answers the question; true if it says that there is no such name.
    private static func read(
        _ datagram: borrowing Span<UInt8>, into lookup: inout Lookup,
        _ peer: borrowing PeerIdentity
    ) -> Bool {
        guard lookup.state == .pending else { return false }
        let answer = peer.withName { (name) -> DNSAnswer in
            guard let question = try? DNSQuestion(name, lookup.type, id: lookup.id) else {
                return .unrelated
            }
            return lookup.addresses.withOutput { question.read(datagram, into: &$0) }
        }
        switch answer {
        case .unrelated: break
        case .addresses, .noAddress: lookup.state = .ended
        case .nameUnknown: return true
        case .serverFailed(code: 1), .serverFailed(code: 4): lookup.state = .misunderstood
        case .serverFailed, .truncated, .malformed: lookup.state = .failed
        }
        return false
    }

    /// RFC 8305 §4: the two families in turn, IPv6 first, each in its server's order.
    private borrowing func collect(into addresses: inout MutableSpan<tls_address>) -> Int {
        var count = 0
        for index in 0..<TransportLimits.addressCount {
            for family in 0..<2 where count < addresses.count {
                var address = tls_address()
                let isThere =
                    family == 0
                    ? ipv6.addresses.withBytes { Self.copy($0, 16, index, to: &address) }
                    : ipv4.addresses.withBytes { Self.copy($0, 4, index, to: &address) }
                guard isThere else { continue }
                addresses[count] = address
                count += 1
            }
        }
        return count
    }

    private static func copy(
        _ bytes: borrowing Span<UInt8>, _ length: Int, _ index: Int, to address: inout tls_address
    ) -> Bool {
        guard bytes.count >= (index + 1) * length else { return false }
        address = makeAddress(bytes.extracting(index * length..<(index + 1) * length))
        return true
    }

    private static func now() -> Instant {
        Instant(tick: tls_ticks())
    }
}

/// Whether the text is the word.
func isSame(_ word: StaticString, _ text: borrowing Span<UInt8>) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in text.indices {
        // Holds: the index stays below the static text's length.
        guard text[index] == (unsafe word.utf8Start[index]) else { return false }
    }
    return true
}
