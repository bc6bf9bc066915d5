import DeviceGrant
import HTTPWire

extension SimulatedDevice.Server {
    /// The client's configuration, or why these values make none.
    func configuration() throws(EnvironmentError) -> ClientConfiguration {
        switch place {
        case .issuer(let issuer):
            return try configuration(issuer: try endpoint(issuer))
        case .endpoints(let deviceAuthorization, let token, let revocation):
            var configuration = try configuration(
                try endpoint(deviceAuthorization), try endpoint(token))
            if let revocation { configuration.revocationEndpoint = try endpoint(revocation) }
            return configuration
        }
    }

    private var authentication: ClientAuthentication { clientSecret.isEmpty ? .none : .basic }

    private func configuration(
        issuer: consuming Endpoint
    ) throws(EnvironmentError) -> ClientConfiguration {
        do throws(ConfigurationError) {
            return try ClientConfiguration(
                issuer: issuer, clientID: Array(clientID.utf8).span, scope: Array(scope.utf8).span,
                authentication: authentication, clientSecret: clientSecret.span)
        } catch {
            throw EnvironmentError(error)
        }
    }

    private func configuration(
        _ deviceAuthorization: consuming Endpoint, _ token: consuming Endpoint
    ) throws(EnvironmentError) -> ClientConfiguration {
        do throws(ConfigurationError) {
            return try ClientConfiguration(
                deviceAuthorizationEndpoint: deviceAuthorization, tokenEndpoint: token,
                clientID: Array(clientID.utf8).span, scope: Array(scope.utf8).span,
                authentication: authentication, clientSecret: clientSecret.span, dialect: dialect)
        } catch {
            throw EnvironmentError(error)
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

extension EnvironmentError {
    fileprivate init(_ error: ConfigurationError) {
        switch error {
        case .clientIDMissing:
            self.init("no client: name one with --client-id.")
        case .secretMismatch:
            self.init("the client's secret cannot be used with this server.")
        case .tooLong:
            self.init(
                "the client's name, secret or scope is longer than "
                    + "\(GrantLimits.clientIDBytesMaximum) bytes.")
        }
    }
}
