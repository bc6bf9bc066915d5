import NIOConcurrencyHelpers
import NIOPosix

/// Hashes passwords on threads of its own, a bounded number at a time, so that no other request
/// waits for a password hash.
final class PasswordHasher: Sendable {
    /// More sign-ins wait than `Limits.passwordQueue`.
    struct Busy: Error {}

    private let threads: NIOThreadPool
    private let waiting = NIOLockedValueBox(0)
    /// What the password of an unknown user is compared with: the same work, never a match.
    private let nobody = PasswordHash.nobody

    private let queue: Int

    init(queue: Int = Limits.passwordQueue) {
        self.queue = queue
        threads = NIOThreadPool(numberOfThreads: Limits.passwordThreads)
        threads.start()
    }

    /// Whether `password` is the one of `hash`; without a hash it takes as long and says no.
    func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let known = hash != nil
        let compared = hash ?? nobody
        return try await run { compared.matches(password) && known }
    }

    func hash(_ password: String) async throws -> PasswordHash {
        try await run {
            var random = SystemRandomNumberGenerator()
            return try PasswordHash(of: password, using: &random)
        }
    }

    func shutdown() async {
        try? await threads.shutdownGracefully()
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let admitted = waiting.withLockedValue { count in
            guard count < queue else { return false }
            count += 1
            return true
        }
        guard admitted else { throw Busy() }
        defer { waiting.withLockedValue { $0 -= 1 } }
        return try await threads.runIfActive(work)
    }
}
