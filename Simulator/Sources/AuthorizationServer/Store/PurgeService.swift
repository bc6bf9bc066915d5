import Logging
import ServiceLifecycle

/// Deletes what is past its time, once a minute, until the server shuts down.
struct PurgeService<Store: AuthorizationStore>: Service {
    let store: Store
    let clock: ServerClock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await store.purge(at: clock.nowMilliseconds())
                    try await Task.sleep(for: .seconds(Limits.purgeIntervalSeconds))
                } catch is CancellationError {
                    return
                } catch {
                    // A purge that fails is tried again: nothing depends on it but space.
                    logger.warning("purge failed", metadata: ["error": .string("\(error)")])
                    try? await Task.sleep(for: .seconds(Limits.purgeIntervalSeconds))
                }
            }
        }
    }
}
