// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A function that C calls has the name that the header gives it.

import BoundedBytes
import CDeviceClient
import DeviceGrant
import HTTPWire

@c @implementation
func device_client_init(
    _ client: UnsafeMutablePointer<device_client>, _ bytes: Int,
    _ configuration: UnsafePointer<device_client_configuration>
) -> device_client_setup {
    let memory = UnsafeMutableRawPointer(client)
    let alignment = UInt(MemoryLayout<device_client>.alignment)
    // A caller that was compiled with another header has another size.
    guard bytes == MemoryLayout<device_client>.size, clientBytes <= bytes,
        UInt(bitPattern: memory) % alignment == 0
    else {
        return DEVICE_CLIENT_MEMORY_UNFIT
    }
    do throws(SetUpError) {
        try unsafe client.configuration.initialize(to: makeConfiguration(configuration.pointee))
        unsafe StandardDeviceGrant.initialize(at: client.grant)
        unsafe client.screen.initialize(to: .connecting)
        return DEVICE_CLIENT_READY
    } catch {
        return error.setup
    }
}

/// Why there is no client.
private enum SetUpError: Error {
    case endpoint(EndpointError)
    case plaintext
    case configuration(ConfigurationError)

    var setup: device_client_setup {
        switch self {
        case .endpoint(.tooLong): DEVICE_CLIENT_ENDPOINT_TOO_LONG
        case .endpoint(.malformed), .endpoint(.unsupportedScheme): DEVICE_CLIENT_ENDPOINT_MALFORMED
        case .plaintext: DEVICE_CLIENT_ENDPOINT_PLAINTEXT
        case .configuration(.clientIDMissing): DEVICE_CLIENT_CLIENT_ID_MISSING
        case .configuration(.secretMismatch): DEVICE_CLIENT_SECRET_MISMATCH
        case .configuration(.tooLong): DEVICE_CLIENT_TEXT_TOO_LONG
        }
    }
}

@inline(never)
private func makeConfiguration(
    _ given: device_client_configuration
) throws(SetUpError) -> ClientConfiguration {
    // Safe, as all the texts here: the caller's end with NUL, and hold for the call.
    let secret = unsafe bytes(
        of: given.client_secret, atMost: GrantLimits.clientSecretBytesMaximum)
    var authentication = ClientAuthentication.none
    if !secret.isEmpty { authentication = .basic }
    if unsafe given.client_secret_post { authentication = .post }
    let deviceAuthorizationEndpoint = try unsafe makeEndpoint(
        given.device_authorization_endpoint, given)
    let tokenEndpoint = try unsafe makeEndpoint(given.token_endpoint, given)
    do throws(ConfigurationError) {
        return try unsafe ClientConfiguration(
            deviceAuthorizationEndpoint: deviceAuthorizationEndpoint, tokenEndpoint: tokenEndpoint,
            clientID: bytes(
                of: given.client_id, atMost: GrantLimits.clientIDBytesMaximum
            ).span,
            scope: bytes(of: given.scope, atMost: GrantLimits.scopeBytesMaximum).span,
            authentication: authentication, clientSecret: secret.span,
            dialect: given.cognito_lambda ? .cognitoLambda : .rfc8628)
    } catch {
        throw .configuration(error)
    }
}

@inline(never)
private func makeEndpoint(
    _ text: UnsafePointer<CChar>, _ given: device_client_configuration
) throws(SetUpError) -> Endpoint {
    let endpoint: Endpoint
    do throws(EndpointError) {
        endpoint = try unsafe Endpoint(bytes(of: text, atMost: Endpoint.bytesMaximum).span)
    } catch {
        throw .endpoint(error)
    }
    guard endpoint.isPlaintext else { return endpoint }
    let isAllowed = unsafe given.plaintext_to_loopback
    guard isAllowed, endpoint.withHost(isLoopback) else { throw .plaintext }
    return endpoint
}

/// Whether the host is this machine, whatever a name server says: `localhost`, `::1`, or an address
/// that begins with 127.
private func isLoopback(_ host: borrowing Span<UInt8>) -> Bool {
    if isEqual(host, "localhost") || isEqual(host, "::1") { return true }
    guard hasScheme(host, "127.") else { return false }
    // A name may begin so, too.
    for index in host.indices {
        let byte = host[index]
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: ".") else {
            return false
        }
    }
    return true
}

private func isEqual(_ host: borrowing Span<UInt8>, _ name: StaticString) -> Bool {
    host.count == name.utf8CodeUnitCount && hasScheme(host, name)
}

/// The bytes of a text before its NUL; of a text that is too long one more than it may have, so that
/// it is refused as such.
private func bytes(
    of text: UnsafePointer<CChar>?, atMost limit: Int
) -> UnsafeBufferPointer<UInt8> {
    guard let text = unsafe UnsafeRawPointer(text)?.assumingMemoryBound(to: UInt8.self) else {
        return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    var count = 0
    while count <= limit, unsafe text[count] != 0 { count += 1 }
    return unsafe UnsafeBufferPointer(start: text, count: count)
}
