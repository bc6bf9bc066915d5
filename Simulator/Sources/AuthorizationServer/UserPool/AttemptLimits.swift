/// Counts attempts in the store and refuses those beyond a policy.
struct AttemptLimits<Store: AttemptStore>: Sendable {
    let store: Store

    enum Verdict: Sendable, Equatable {
        case admitted
        case refused(untilMilliseconds: Int64)
    }

    /// Counts one attempt under each key, or none when one of them is at its limit.
    func attempt(_ keys: [(String, AttemptPolicy)], at now: Int64) async throws -> Verdict {
        var counted: [(String, AttemptPolicy)] = []
        for (key, policy) in keys {
            let verdict = try await attempt(key, policy, at: now)
            guard verdict == .admitted else {
                try await takeBack(counted)
                return verdict
            }
            counted.append((key, policy))
        }
        return .admitted
    }

    /// A right attempt does not count.
    func takeBack(_ keys: [(String, AttemptPolicy)]) async throws {
        for (key, policy) in keys {
            for _ in 0..<Limits.counterTries {
                guard let stored = try await store.attemptCounter(key: key) else { break }
                let write = AttemptWrite.replace(stored, with: policy.takeBack(stored))
                if try await store.apply(write) == .applied { break }
            }
        }
    }

    /// Forgets every attempt under the key.
    func forget(_ key: String) async throws {
        _ = try await store.apply(.delete(key: key))
    }

    private func attempt(
        _ key: String, _ policy: AttemptPolicy, at now: Int64
    ) async throws -> Verdict {
        for _ in 0..<Limits.counterTries {
            let stored = try await store.attemptCounter(key: key)
            switch policy.attempt(stored, key: key, at: now) {
            case .refused(let until):
                return .refused(untilMilliseconds: until)
            case .admitted(let counter):
                let write =
                    stored.map { AttemptWrite.replace($0, with: counter) }
                    ?? .insert(counter)
                if try await store.apply(write) == .applied { return .admitted }
            }
        }
        // So many at once under one key is no person.
        return .refused(untilMilliseconds: now + Limits.clockStepMilliseconds)
    }
}
