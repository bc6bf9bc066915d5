import BoundedBytes
import CMbedTLS
import CredentialSlots
import DeviceGrant
import DeviceRuntime

// The TLS session over a restart of the device, for owners who want it: the next handshake then takes
// half the messages and no public-key arithmetic (RFC 5246 §7.3). A kept session contains the master
// secret: who reads it can read, and while it is valid change, what is sent over the connections that
// it was used for. It does not let anybody be the client.

extension TLSTransport {
    /// Connects as ``connect(to:port:security:)`` does, first with the session that the storage holds,
    /// and keeps there what the next start of the device can resume. Storage without room, or that
    /// fails, costs a full handshake and nothing else.
    public mutating func connect<SomeStorage: Storage & ~Copyable>(
        to host: borrowing Span<UInt8>, port: UInt16, security: TransportSecurity,
        keepingSessionIn storage: inout SomeStorage
    ) throws(TransportFailure) -> TransportProgress {
        let keepsSessions = security == .tls && storage.storageBytes > 0
        if keepsSessions, !isSessionRestored {
            isSessionRestored = true
            try? restoreSession(of: host, port: port, from: &storage)
        }
        let progress = try connect(to: host, port: port, security: security)
        if keepsSessions, progress == .ready { try? keepSession(in: &storage) }
        return progress
    }

    /// Keeps the session of the latest full handshake, if there was one since the last call, in
    /// storage that only the device can read.
    ///
    /// It is written as one record of ``/CredentialSlots``, and what it replaces is overwritten. A
    /// session of more than ``TransportLimits/sessionBytes`` is not kept.
    mutating func keepSession<SomeStorage: Storage & ~Copyable>(
        in storage: inout SomeStorage
    ) throws(StorageFailure) {
        guard isSessionNew, hasSession else { return }
        isSessionNew = false
        // TransportLimits.sessionBytes.
        var record = Secret<2_048>()
        defer { record.wipe() }
        let isWritten = record.withOutput { output in
            let binding = binding()
            for index in binding.indices { output.append(binding[index]) }
            return unsafe output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
                var written = 0
                // Holds: the room behind the initialized bytes belongs to the output span.
                let status = unsafe tls_contexts_write_session(
                    native, buffer.baseAddress.map { unsafe $0 + initializedCount },
                    buffer.count - initializedCount, &written)
                if status == 0 { initializedCount += written }
                return status == 0
            }
        }
        guard isWritten else { return }
        var slots = try CredentialSlots(on: &storage)
        try record.withExposedBytes { (bytes) throws(StorageFailure) in
            try slots.append(bytes, to: &storage)
        }
        try slots.commit(to: &storage)
        try slots.eraseSuperseded(on: &storage)
    }

    /// Takes a kept session for the first connection to a host and port. One that was made with
    /// another host, port or set of roots is left alone, and so is one that cannot be read.
    ///
    /// - Parameters:
    ///   - host: A DNS name in ASCII, or an address literal without brackets.
    ///   - port: The TCP port.
    mutating func restoreSession<SomeStorage: Storage & ~Copyable>(
        of host: borrowing Span<UInt8>, port: UInt16, from storage: inout SomeStorage
    ) throws(StorageFailure) {
        var record = Secret<2_048>()
        defer { record.wipe() }
        var isWhole = true
        try CredentialSlots(on: &storage).read(from: &storage) { (piece) in
            isWhole = isWhole && (try? record.append(piece)) != nil
        }
        guard isWhole else { return }
        close()
        forgetSession()
        unsafe contexts.pointee.peer = PeerIdentity(host: host)
        self.port = port
        let binding = binding()
        record.withExposedBytes { (bytes) in
            guard bytes.count > binding.count,
                isSameText(bytes.extracting(first: binding.count), binding.span)
            else { return }
            let session = bytes.extracting(droppingFirst: binding.count)
            // Holds: the library copies the bytes before it returns.
            hasSession = unsafe session.withUnsafeBufferPointer { (buffer) in
                unsafe tls_contexts_read_session(native, buffer.baseAddress, buffer.count) == 0
            }
        }
        if !hasSession { forgetSession() }
    }

    /// Overwrites a kept session, and forgets the one in memory.
    public mutating func eraseSession<SomeStorage: Storage & ~Copyable>(
        in storage: inout SomeStorage
    ) throws(StorageFailure) {
        forgetSession()
        var slots = try CredentialSlots(on: &storage)
        try slots.commit(to: &storage)
        try slots.eraseSuperseded(on: &storage)
    }

    /// What a session is good for: SHA-256 of the roots' digest, the port and the peer.
    private func binding() -> InlineArray<32, UInt8> {
        var content = FixedBytes<320>()
        content.withOutput { output in
            let roots = unsafe contexts.pointee.roots.digest()
            for index in roots.indices { output.append(roots[index]) }
            unsafe output.append(contexts.pointee.peer.kind == .address ? 1 : 0)
            output.append(UInt8(port >> 8))
            output.append(UInt8(port & 0xFF))
            unsafe contexts.pointee.peer.withName { (name) in
                for index in name.indices { output.append(name[index]) }
            }
            let address = unsafe contexts.pointee.peer.address
            withAddressBytes(of: address) { (bytes) in
                for index in bytes.indices { output.append(bytes[index]) }
            }
        }
        return content.withBytes { sha256(of: $0) }
    }
}

/// SHA-256.
func sha256(of bytes: borrowing Span<UInt8>) -> InlineArray<32, UInt8> {
    var result = InlineArray<32, UInt8>(repeating: 0)
    var target = result.mutableSpan
    // Holds: both buffers live through the call, and the digest has 32 bytes.
    unsafe target.withUnsafeMutableBufferPointer { (output) in
        unsafe bytes.withUnsafeBufferPointer { (input) in
            unsafe tls_digest(input.baseAddress, input.count, output.baseAddress)
        }
    }
    return result
}
