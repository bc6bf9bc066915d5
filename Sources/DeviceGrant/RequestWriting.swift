import BoundedBytes
import HTTPWire

/// A request that a machine makes.
enum MachineRequest: UInt8 {
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
    /// RFC 8414 §3.1: between the host and the issuer's own path.
    case oauthMetadata
    /// OpenID Connect Discovery §4: behind the issuer's path.
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
}

/// What stands in a request's text for something else: a dollar sign and a letter.
private enum RequestMark {
    /// The endpoint's path and query.
    static let path = UInt8(ascii: "a")
    /// The same of an issuer, without the slash that ends it: a document's path goes with it.
    static let documentPath = UInt8(ascii: "b")
    static let authority = UInt8(ascii: "c")
    static let credentials = UInt8(ascii: "d")
    static let length = UInt8(ascii: "e")
    static let text = UInt8(ascii: "f")
    static let clientID = UInt8(ascii: "g")
    static let clientSecret = UInt8(ascii: "h")
    /// What parts the endpoint's URL from the parameters that are added to it.
    static let query = UInt8(ascii: "i")
    // The last one, `j`: what parts a parameter from the one before, if there is one.
}

/// The parts of a request (RFC 9112 §3), in their order; each request has some of them.
private enum RequestPart: UInt8 {
    case formLine, queryLine, oauthMetadataLine, openIDMetadataLine
    // In the order of the requests.
    case queryCodes, queryPoll, queryRefresh, queryRevokeRefreshToken, queryRevokeAccessToken
    case queryClientID
    case fields, authorization, formFields, end
    // In the order of the requests.
    case codes, poll, refresh, revokeRefreshToken, revokeAccessToken
    case clientID, clientSecret

    /// The part's bit in a set of parts.
    var bit: UInt32 { 1 &<< UInt32(rawValue) }

    /// The part's text; see ``RequestMark``.
    var text: StaticString {
        switch self {
        case .formLine: "POST $a"
        case .queryLine: "POST $a$i"
        case .oauthMetadataLine: "GET /.well-known/oauth-authorization-server$b"
        case .openIDMetadataLine: "GET $b/.well-known/openid-configuration"
        case .queryCodes: "scope=$f"
        case .queryPoll:
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=$f"
        case .queryRefresh: "grant_type=refresh_token&refresh_token=$f"
        case .queryRevokeRefreshToken: "token=$f&token_type_hint=refresh_token"
        case .queryRevokeAccessToken: "token=$f"
        case .queryClientID: "$jclient_id=$g"
        case .fields:
            " HTTP/1.1\r\nHost: $c\r\nUser-Agent: DeviceGrant\r\nAccept: application/json\r\n"
        case .authorization: "Authorization: Basic $d\r\n"
        case .formFields:
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: $e\r\n"
        case .end: "\r\n"
        case .codes: "scope=$f"
        case .poll:
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=$f"
        case .refresh: "grant_type=refresh_token&refresh_token=$f"
        case .revokeRefreshToken: "token=$f&token_type_hint=refresh_token"
        case .revokeAccessToken: "token=$f"
        case .clientID: "$jclient_id=$g"
        case .clientSecret: "&client_secret=$h"
        }
    }
}

extension ClientConfiguration {
    /// Writes a whole request: with the client's authentication, and parameters, those of the request
    /// and those of the client, each once (RFC 8628 §3.1: none is repeated). Nothing is written if
    /// there is no such endpoint.
    ///
    /// - Parameter text: The token, code or scope that the request is about.
    /// - Returns: False if not all of it fits: then nothing is written.
    borrowing func write(
        _ request: MachineRequest, _ text: borrowing Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) -> Bool {
        var isWhole = true
        withEndpoint(request.endpoint) { isWhole = write(request, text, $0, to: &output) }
        return isWhole
    }

    @inline(never)
    private borrowing func write(
        _ request: MachineRequest, _ text: borrowing Span<UInt8>, _ endpoint: borrowing Endpoint,
        to output: inout OutputSpan<UInt8>
    ) -> Bool {
        // A head states the length of what follows it: first the parameters are only counted.
        var nowhere = OutputSpan<UInt8>()
        let count = write(
            request, from: .codes, text, endpoint, formByteCount: 0, to: &nowhere)
        let start = output.count
        let written = write(
            request, from: .formLine, text, endpoint, formByteCount: count, to: &output)
        let fitted = output.count - start
        // Half a request must not leave.
        if fitted < written { output.removeLast(fitted) }
        return fitted == written
    }

    /// Writes the parts from `first` on.
    ///
    /// - Returns: How many bytes they have.
    @inline(never)
    private borrowing func write(
        _ request: MachineRequest, from first: RequestPart, _ text: borrowing Span<UInt8>,
        _ endpoint: borrowing Endpoint, formByteCount: Int, to output: inout OutputSpan<UInt8>
    ) -> Int {
        var writer = RequestWriter()
        let encoding: RequestWriter.Encoding = dialect == .rfc8628 ? .form : .query
        let parts = parts(of: request, text)
        var partIndex = first.rawValue
        var hasParameter = false
        while let part = RequestPart(rawValue: partIndex) {
            partIndex &+= 1
            if parts & part.bit == 0 { continue }
            let template = part.text
            var index = 0
            while index < template.utf8CodeUnitCount {
                // Safe: the index stays below the static text's length; so does that behind a mark.
                var byte = unsafe template.utf8Start[index]
                index &+= 1
                guard byte == UInt8(ascii: "$") else {
                    writer.write(byte, to: &output)
                    continue
                }
                byte = unsafe template.utf8Start[index]
                index &+= 1
                switch byte {
                case RequestMark.path, RequestMark.documentPath:
                    endpoint.withPathAndQuery { path in
                        var count = path.count
                        let isDocument = byte == RequestMark.documentPath
                        if isDocument, count > 0, path[count - 1] == UInt8(ascii: "/") {
                            count -= 1
                        }
                        // RFC 9112 §3.2.1: an empty path is sent as "/".
                        if count == 0 ? !isDocument : path[0] != UInt8(ascii: "/") {
                            writer.write(UInt8(ascii: "/"), to: &output)
                        }
                        writer.write(path.extracting(first: count), as: .plain, to: &output)
                    }
                case RequestMark.authority:
                    endpoint.withAuthority { writer.write($0, as: .plain, to: &output) }
                case RequestMark.credentials:
                    clientID.withBytes { user in
                        clientSecret.withExposedBytes { password in
                            writer.writeBasicCredentials(
                                user: user, password: password, to: &output)
                        }
                    }
                case RequestMark.length:
                    writer.write(decimal: formByteCount, to: &output)
                case RequestMark.text:
                    hasParameter = true
                    writer.write(text, as: encoding, to: &output)
                case RequestMark.clientID:
                    clientID.withBytes { writer.write($0, as: encoding, to: &output) }
                case RequestMark.clientSecret:
                    clientSecret.withExposedBytes { writer.write($0, as: encoding, to: &output) }
                default:
                    // RFC 6749 §3.2: a query that the endpoint has is retained.
                    let isQuery = byte == RequestMark.query
                    guard isQuery || hasParameter else { continue }
                    let isFirst = isQuery && !endpoint.hasQuery
                    writer.write(
                        isFirst ? UInt8(ascii: "?") : UInt8(ascii: "&"), to: &output)
                }
            }
        }
        return writer.byteCount
    }

    /// The parts that the request has, each a bit.
    private borrowing func parts(
        of request: MachineRequest, _ text: borrowing Span<UInt8>
    ) -> UInt32 {
        let parts = RequestPart.fields.bit | RequestPart.end.bit
        if request == .oauthMetadata { return parts | RequestPart.oauthMetadataLine.bit }
        if request == .openIDMetadata { return parts | RequestPart.openIDMetadataLine.bit }
        // A parameter without a value is left out.
        let parameters: UInt32 =
            request == .codes && text.isEmpty ? 0 : 1 &<< UInt32(request.rawValue)
        var form = parts | RequestPart.formFields.bit
        if dialect == .cognitoLambda {
            // A load balancer hands the query on undecoded: what may stand there raw, does.
            form |= RequestPart.queryLine.bit
            form |= parameters &<< UInt32(RequestPart.queryCodes.rawValue)
            form |= RequestPart.queryClientID.bit
        } else {
            // RFC 8628 §3.1 and §3.4: the parameters in the body.
            form |= RequestPart.formLine.bit
            form |= parameters &<< UInt32(RequestPart.codes.rawValue)
            // RFC 8628 §3.1: required unless the client authenticates in another way; servers differ
            // in what they take beside Basic, so it is left out there.
            if authentication != .basic { form |= RequestPart.clientID.bit }
        }
        if authentication == .basic { form |= RequestPart.authorization.bit }
        // Not with the other dialect: a secret never stands in a URL (RFC 6749 §2.3.1).
        if authentication == .post { form |= RequestPart.clientSecret.bit }
        return form
    }
}
