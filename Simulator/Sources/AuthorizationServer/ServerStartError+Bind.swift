import Glibc
import NIOCore

extension ServerStartError {
    /// The one line for a socket that could not be bound; other errors pass as they are.
    static func binding(_ error: any Error, _ configuration: ServerConfiguration) -> any Error {
        let place = "\(configuration.address):\(configuration.port)"
        guard let error = error as? IOError else {
            if error is SocketAddressError || error is SocketAddressError.UnknownHost {
                return ServerStartError(
                    "--address \(configuration.address) is not an address of this machine. Use "
                        + "127.0.0.1, or 0.0.0.0 for every network.")
            }
            return error
        }
        switch error.errnoCode {
        case EADDRINUSE:
            return ServerStartError(
                "Port \(configuration.port) of \(configuration.address) is in use by another "
                    + "program. Stop it, or choose another port with --port (0 takes a free one).")
        case EACCES:
            return ServerStartError(
                "\(place) may not be bound without privileges. Choose a port above 1023 with "
                    + "--port.")
        case EADDRNOTAVAIL:
            return ServerStartError(
                "--address \(configuration.address) is not an address of this machine. Use "
                    + "127.0.0.1, or 0.0.0.0 for every network.")
        default:
            return ServerStartError(
                "\(place) cannot be bound (\(String(cString: strerror(error.errnoCode)))). Choose "
                    + "another with --address and --port.")
        }
    }
}
