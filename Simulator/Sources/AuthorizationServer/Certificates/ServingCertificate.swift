import Logging
import NIOConcurrencyHelpers
import NIOSSL
import ServiceLifecycle

/// The certificate that a new connection is shown. It is read again now and then, so that one that
/// was renewed or replaced counts without a restart; kept connections go on with theirs.
final class ServingCertificate: Service {
    private let folder: StateFolder
    private let host: HostName
    private let clock: ServerClock
    private let logger: Logger
    private let current: NIOLockedValueBox<DevelopmentCertificates>

    init(folder: StateFolder, host: HostName, clock: ServerClock, logger: Logger) throws {
        self.folder = folder
        self.host = host
        self.clock = clock
        self.logger = logger
        current = NIOLockedValueBox(
            try DevelopmentCertificates(folder, host: host, at: clock.nowMilliseconds()))
    }

    var certificates: DevelopmentCertificates {
        current.withLockedValue { $0 }
    }

    /// NIOSSL asks it at each handshake.
    var callback: NIOSSLContextCallback {
        { [self] _, promise in
            let certificates = certificates
            var shown = NIOSSLContextConfigurationOverride()
            shown.certificateChain = certificates.chain
            shown.privateKey = certificates.privateKey
            promise.succeed(shown)
        }
    }

    /// Reads the files again; makes a new certificate in the last month of the old one. With a
    /// damaged file the present certificate stays.
    func reload() {
        do {
            let read = try DevelopmentCertificates(
                folder, host: host, at: clock.nowMilliseconds())
            guard read.chain != certificates.chain else { return }
            current.withLockedValue { $0 = read }
            logger.notice("certificate reloaded")
        } catch {
            logger.error("certificate not reloaded", metadata: ["error": .string("\(error)")])
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(Limits.certificateReloadSeconds))
                self.reload()
            }
        }
    }
}
