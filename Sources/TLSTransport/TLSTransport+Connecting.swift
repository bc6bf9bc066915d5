import CMbedTLS
import DeviceGrant
import DeviceRuntime

extension TLSTransport {
    /// Whether the open connection is as it should be between two requests: silent. Whatever has
    /// come meanwhile, be it the peer's close or bytes nobody asked for, ends its use.
    var isQuiet: Bool {
        let descriptor = unsafe contexts.pointee.descriptor
        return !hasBufferedInput && unfinishedCount == 0
            && tls_socket_is_readable(descriptor) == 0
    }

    /// The allocations that the arena has refused so far. The library reports some of them as a failed
    /// certificate check, so that only the count tells memory from mistrust.
    var refusedAllocations: UInt32 {
        guard let arena = unsafe arena else { return 0 }
        return unsafe arena.pointee.failureCount
    }

    /// Finds the peer's addresses and starts to connect to the first.
    mutating func beginConnection() throws(TransportFailure) {
        refusedAllocationsBefore = refusedAllocations
        connectFailure = nil
        if security == .tls {
            // Without a root nothing can be trusted: not worth a connection.
            guard unsafe tls_contexts_has_roots(native) != 0 else { throw .certificateNotTrusted }
            try seed()
        }
        try resolve()
        if security == .plaintext {
            keepLoopbackAddresses()
            guard addressCount > 0 else { throw .unreachable }
        }
        addressIndex = 0
        try openSocket()
    }

    /// Goes on with the connection as far as it goes at once.
    mutating func continueConnection() throws(TransportFailure) -> TransportProgress {
        if phase == .connecting {
            // Bounded: every turn takes one more of the addresses.
            while true {
                let descriptor = unsafe contexts.pointee.descriptor
                guard tls_socket_is_writable(descriptor) != 0 else { return .later }
                let error = tls_socket_error(descriptor)
                if error == 0 { break }
                note(TransportFailure(connecting: error))
                addressIndex += 1
                try openSocket()
            }
            unsafe contexts.pointee.statistics.connections.count()
            if security == .plaintext {
                phase = .open
                waitsForWriting = false
                return .ready
            }
            try beginHandshake()
        }
        return try continueHandshake()
    }

    /// Removes the saved session and overwrites its secrets.
    mutating func forgetSession() {
        unsafe tls_contexts_forget_session(native)
        hasSession = false
    }

    private mutating func seed() throws(TransportFailure) {
        guard !isSeeded else { return }
        let status = unsafe tls_contexts_seed(native)
        guard status == 0 else { throw isOutOfMemory(status) ? .outOfMemory : .noEntropy }
        isSeeded = true
    }

    private mutating func resolve() throws(TransportFailure) {
        var target = addresses.mutableSpan
        addressCount = unsafe resolutions.find(contexts.pointee.peer, port: port, into: &target)
        if addressCount > 0 { return }
        if unsafe contexts.pointee.peer.kind == .address {
            target[0] = unsafe contexts.pointee.peer.address
            addressCount = 1
            return
        }
        // Holds: the name ends in a NUL, and the array has room for the count given.
        let count = unsafe target.withUnsafeMutableBufferPointer { (buffer) in
            unsafe contexts.pointee.peer.withTerminatedName { (name) in
                unsafe tls_resolve(name, buffer.baseAddress, Int32(buffer.count))
            }
        }
        guard count != TLS_RESOLVE_NO_MEMORY else { throw .outOfMemory }
        guard count > 0 else { throw .nameNotResolved }
        addressCount = Int(count)
    }

    private mutating func keepLoopbackAddresses() {
        var kept = 0
        for index in 0..<addressCount {
            var address = addresses[index]
            // Holds: a struct that lives through the call.
            guard unsafe tls_address_is_loopback(&address) != 0 else { continue }
            addresses[kept] = address
            kept += 1
        }
        addressCount = kept
    }

    /// Starts to connect to the next address that lets itself be tried; throws when none is left.
    private mutating func openSocket() throws(TransportFailure) {
        unsafe closeSocket(contexts)
        while addressIndex < addressCount {
            var address = addresses[addressIndex]
            let isLast = addressIndex == addressCount - 1
            // Holds: a struct that lives through the call.
            let descriptor = unsafe tls_socket_connect(
                &address, port, isLast ? 0 : TransportLimits.connectRetransmissionCount)
            if descriptor >= 0 {
                unsafe contexts.pointee.descriptor = descriptor
                unsafe contexts.pointee.socketError = 0
                phase = .connecting
                waitsForWriting = true
                return
            }
            note(TransportFailure(connecting: 0 - descriptor))
            addressIndex += 1
        }
        throw connectFailure ?? .unreachable
    }

    /// Remembers why an address failed. A host that answers tells more than one that does not:
    /// refused outweighs silence, and both outweigh a missing route.
    private mutating func note(_ failure: TransportFailure) {
        if connectFailure == nil || failure == .refused
            || (failure != .unreachable && connectFailure != .refused)
        {
            connectFailure = failure
        }
    }
}
