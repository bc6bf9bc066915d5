import Logging
import ServiceLifecycle

/// Looks at the key file now and then, so that `key rotate` works beside a running server. A new key
/// signs only after a time that is many looks long.
struct SigningKeyService: Service {
    let file: SigningKeyFile
    let keys: TokenSigningKeys
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(Limits.keyFileLookSeconds))) != nil {
                do {
                    // Without a file, or with a damaged one, the keys in memory go on: a new key
                    // would break the tokens of the running server.
                    if let entries = try file.read() { keys.replace(with: entries) }
                } catch {
                    logger.error("key file refused", metadata: ["error": .string("\(error)")])
                }
            }
        }
    }
}
