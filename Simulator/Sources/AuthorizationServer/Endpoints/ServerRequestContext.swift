import Hummingbird
import NIOCore

/// What a request knows beside its head and body: where it came from.
struct ServerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, which knows where the request came from.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The peer's IP address, `unknown` without a socket. No header is believed: nothing stands in
    /// front of this server.
    var address: String {
        let address = channel.remoteAddress?.ipAddress ?? "unknown"
        // A socket for both families gives IPv4 peers as ::ffff:192.0.2.1.
        return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }

    /// The key under which attempts of this address are counted: an IPv6 network, for its owner can
    /// take any address in it.
    var addressKey: String {
        guard address.contains(":"), let parsed = try? SocketAddress(ipAddress: address, port: 0),
            case .v6(let v6) = parsed
        else { return address }
        let network = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0.prefix(8)) }
        return "v6/" + Base64URL.encode(network)
    }
}
