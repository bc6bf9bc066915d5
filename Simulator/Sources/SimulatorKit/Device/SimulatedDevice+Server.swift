import DeviceGrant
import HTTPWire
import TLSTransport

extension SimulatedDevice.Server {
    /// The client's configuration, or why these values make none.
    func configuration() throws(EnvironmentError) -> ClientConfiguration {
        let deviceAuthorization = try endpoint(deviceAuthorizationEndpoint)
        let token = try endpoint(tokenEndpoint)
        let clientID = Array(self.clientID.utf8)
        let scope = Array(self.scope.utf8)
        do throws(ConfigurationError) {
            return try ClientConfiguration(
                deviceAuthorizationEndpoint: deviceAuthorization, tokenEndpoint: token,
                clientID: clientID.span, scope: scope.span, clientSecret: Span())
        } catch {
            switch error {
            case .clientIDMissing:
                throw EnvironmentError("no client: name one with --client-id.")
            case .secretMismatch:
                throw EnvironmentError("a client secret and a way to use it go together.")
            case .tooLong:
                throw EnvironmentError(
                    "the client's name or scope is longer than "
                        + "\(GrantLimits.clientIDBytesMaximum) bytes.")
            }
        }
    }

    /// A transport that trusts the server's roots alone.
    func transport(
        in contexts: UnsafeMutablePointer<TLSContexts>
    ) throws(EnvironmentError) -> TLSTransport {
        do throws(TLSSetupFailure) {
            return try TLSTransport(contexts: contexts, roots: roots.span)
        } catch {
            switch error {
            case .rootsUnreadable:
                throw EnvironmentError(
                    "the CA file holds no certificate that can be read. "
                        + "Give a PEM or DER file with --ca.")
            case .outOfMemory:
                throw EnvironmentError("the TLS library has no memory for the CA file.")
            }
        }
    }

    private func endpoint(_ text: String) throws(EnvironmentError) -> Endpoint {
        let bytes = Array(text.utf8)
        do throws(EndpointError) {
            return try Endpoint(bytes.span)
        } catch {
            let why =
                switch error {
                case .tooLong: "it is longer than \(Endpoint.bytesMaximum) bytes"
                case .unsupportedScheme: "it does not begin with https://"
                case .malformed: "it is no URL of a host and path"
                }
            throw EnvironmentError("cannot use the endpoint \(text): \(why).")
        }
    }
}
