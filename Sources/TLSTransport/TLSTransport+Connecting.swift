import CMbedTLS
import DeviceGrant
import DeviceRuntime

extension TLSTransport {
    /// Whether the open connection is as it should be between two requests: silent. Whatever has
    /// come meanwhile, be it the peer's close or bytes nobody asked for, ends its use.
    var isQuiet: Bool {
        let descriptor = unsafe contexts.pointee.descriptor
        return !holdsInput && !waitsForWriting && unfinishedCount == 0
            && tls_socket_is_readable(descriptor) == 0
    }

    /// Whether the library holds bytes of the open connection that nobody has received.
    var holdsInput: Bool {
        unsafe phase == .open && security == .tls && tls_contexts_has_buffered_input(native) != 0
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
            guard unsafe !contexts.pointee.roots.isEmpty else { throw .certificateNotTrusted }
            try seed()
        }
        addressCount = knownAddresses()
        if addressCount == 0 {
            try unsafe resolver.begin(contexts.pointee.peer)
            phase = .resolving
            waitsForWriting = false
        } else {
            try beginToConnect()
        }
    }

    private mutating func beginToConnect() throws(TransportFailure) {
        if security == .plaintext {
            keepLoopbackAddresses()
            guard addressCount > 0 else { throw .unreachable }
        }
        addressIndex = 0
        try openSocket()
    }

    /// Goes on with the connection as far as it goes at once.
    mutating func continueConnection() throws(TransportFailure) -> TransportProgress {
        if phase == .resolving {
            var target = addresses.mutableSpan
            guard let count = unsafe try resolver.step(contexts.pointee.peer, into: &target) else {
                return .later
            }
            addressCount = count
            try beginToConnect()
        }
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
                isWaiting = false
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

    /// Writes the peer's addresses, as far as they are known without a name server, and returns how
    /// many they are.
    private mutating func knownAddresses() -> Int {
        var target = addresses.mutableSpan
        let count = unsafe resolutions.find(contexts.pointee.peer, port: port, into: &target)
        if count > 0 { return count }
        if unsafe contexts.pointee.peer.kind == .address {
            target[0] = unsafe contexts.pointee.peer.address
            return 1
        }
        return unsafe localAddresses(of: contexts.pointee.peer, into: &target)
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
