import BoundedBytes
import HTTPWire

/// A request that a machine makes.
enum MachineRequest {
    /// RFC 8628 §3.1.
    case codes
    /// RFC 8628 §3.4.
    case poll
    /// RFC 6749 §6.
    case refresh
    /// RFC 7009 §2.1.
    case revokeRefreshToken
    /// Without a refresh token the access token is what there is to revoke.
    case revokeAccessToken
    /// RFC 8414 §3.1.
    case oauthMetadata
    /// OpenID Connect Discovery §4.
    case openIDMetadata

    var endpoint: EndpointName {
        switch self {
        case .codes: .deviceAuthorization
        case .poll, .refresh: .token
        case .revokeRefreshToken, .revokeAccessToken: .revocation
        case .oauthMetadata: .oauthMetadata
        case .openIDMetadata: .openIDMetadata
        }
    }

    var document: WellKnownDocument? {
        switch self {
        case .oauthMetadata: .oauthAuthorizationServer
        case .openIDMetadata: .openIDConfiguration
        default: nil
        }
    }
}

extension ClientConfiguration {
    /// Writes a whole request: with the client's authentication, and parameters, those of the request
    /// and those of the client, each once (RFC 8628 §3.1: none is repeated). Nothing is written if
    /// there is no such endpoint.
    ///
    /// - Parameter text: The token or code that the request is about.
    /// - Returns: False if not all of it fits: then nothing is written.
    @inline(never)
    borrowing func write(
        _ request: MachineRequest, _ text: borrowing Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) -> Bool {
        let start = output.count
        var writer = RequestWriter()
        withEndpoint(request.endpoint) { write(request, text, $0, &writer, &output) }
        let written = output.count - start
        guard writer.byteCount > written else { return true }
        // Half a request must not leave.
        output.removeLast(written)
        return false
    }

    @inline(never)
    private borrowing func write(
        _ request: MachineRequest, _ text: borrowing Span<UInt8>, _ endpoint: borrowing Endpoint,
        _ writer: inout RequestWriter, _ output: inout OutputSpan<UInt8>
    ) {
        let document = request.document
        writer.write(document == nil ? "POST " : "GET ", to: &output)
        writer.writeTarget(endpoint, document, to: &output)
        if document != nil {
            writer.endRequestLine(endpoint, to: &output)
            return writer.write("\r\n", to: &output)
        }
        // A load balancer hands the query on undecoded: what may stand there raw, does.
        let isQuery = dialect == .cognitoLambda
        if isQuery {
            writer.write("?", to: &output)
            writeParameters(request, text, as: .query, &writer, &output)
        }
        writer.endRequestLine(endpoint, to: &output)
        if authentication == .basic {
            clientID.withBytes { user in
                clientSecret.withExposedBytes { password in
                    writer.writeBasicAuthorization(user: user, password: password, to: &output)
                }
            }
        }
        // A head states the length of what follows it: first the parameters are only counted.
        var counter = RequestWriter()
        var nowhere = OutputSpan<UInt8>()
        if !isQuery { writeParameters(request, text, as: .form, &counter, &nowhere) }
        writer.writeFormFields(byteCount: counter.byteCount, to: &output)
        writer.write("\r\n", to: &output)
        // RFC 8628 §3.1 and §3.4: the parameters in the body.
        if !isQuery { writeParameters(request, text, as: .form, &writer, &output) }
    }

    @inline(never)
    private borrowing func writeParameters(
        _ request: MachineRequest, _ text: borrowing Span<UInt8>,
        as encoding: RequestWriter.Encoding, _ writer: inout RequestWriter,
        _ output: inout OutputSpan<UInt8>
    ) {
        // The first part ends with the name of the text; a part of the standard's own is as it is.
        switch request {
        case .codes:
            // A parameter without a value is left out.
            if !scope.isEmpty {
                writer.write("scope=", to: &output)
                scope.withBytes { writer.write($0, as: encoding, to: &output) }
            }
        case .poll:
            writer.write("grant_type=", to: &output)
            writer.write(
                "urn:ietf:params:oauth:grant-type:device_code", as: encoding, to: &output)
            writer.write("&device_code=", to: &output)
        case .refresh:
            writer.write("grant_type=refresh_token&refresh_token=", to: &output)
        case .revokeRefreshToken:
            writer.write("token_type_hint=refresh_token&token=", to: &output)
        default:
            writer.write("token=", to: &output)
        }
        writer.write(text, as: encoding, to: &output)
        // RFC 8628 §3.1: required unless the client authenticates in another way; servers differ in
        // what they take beside Basic, so it is left out there.
        if authentication != .basic || dialect == .cognitoLambda {
            let isFirst = request == .codes && scope.isEmpty
            writer.write(isFirst ? "client_id=" : "&client_id=", to: &output)
            clientID.withBytes { writer.write($0, as: encoding, to: &output) }
        }
        if authentication == .post {
            writer.write("&client_secret=", to: &output)
            clientSecret.withExposedBytes { writer.write($0, as: encoding, to: &output) }
        }
    }
}
