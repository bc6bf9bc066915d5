import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a server over TLS, for bytes that no HTTP client would send.
struct TLSConnection {
    let caFile: String
    let port: Int

    /// The other side did neither answer as wanted nor close.
    struct Hangs: Error {}

    /// Sends the pieces one after the other, and returns what came until the server closed, or until
    /// `isEnough`.
    func exchange(
        _ pieces: [[UInt8]], until isEnough: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await talk(pieces, isEnough) }
            group.addTask {
                // Far beyond what an answer takes; nothing waits for it when all is well.
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let text = first else { throw Hangs() }
            return text
        }
    }

    private func talk(
        _ pieces: [[UInt8]], _ isEnough: @Sendable (String) -> Bool
    ) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(caFile)
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        var received = ByteBuffer()
        do {
            try await channel.executeThenClose { inbound, outbound in
                for piece in pieces {
                    // A server that has heard enough closes in the middle.
                    do { try await outbound.write(ByteBuffer(bytes: piece)) } catch { break }
                }
                if isEnough("") { return }
                for try await buffer in inbound {
                    received.writeImmutableBuffer(buffer)
                    if isEnough(String(buffer: received)) { return }
                }
            }
        } catch is ChannelError {
            // Closed by the server while this side still wrote.
        } catch is NIOSSLError {
            // The same, without a closing alert.
        } catch is IOError {
            // The same, by a reset.
        }
        return String(buffer: received)
    }
}
