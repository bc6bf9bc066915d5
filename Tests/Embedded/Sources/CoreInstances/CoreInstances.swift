import BoundedBytes
import DeviceGrant
import DeviceScreen
import HTTPWire

/// Drives every public call of the machine once, with the capacities that boards use.
public func useStandardGrant(
    _ grant: inout StandardDeviceGrant, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) {
    use(&grant, configuration, bytes, &output)
}

public func useSmallGrant(
    _ grant: inout SmallDeviceGrant, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) {
    use(&grant, configuration, bytes, &output)
}

public func makeConfiguration(_ text: borrowing Span<UInt8>) -> Bool {
    do throws(EndpointError) {
        let first = try Endpoint(text)
        let second = try Endpoint(text)
        do throws(ConfigurationError) {
            _ = try ClientConfiguration(
                deviceAuthorizationEndpoint: first, tokenEndpoint: second, clientID: text,
                scope: text, clientSecret: text)
            return true
        } catch {
            return false
        }
    } catch {
        return false
    }
}

public func paint(_ painter: inout ScreenPainter, _ pixels: inout MutableSpan<UInt16>) {
    painter.paint(.starting, into: &pixels)
}

@inline(__always)
private func use<let code: Int, let uri: Int, let token: Int>(
    _ grant: inout DeviceGrant<code, uri, token>, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) {
    let now = Instant(tick: 0)
    grant.start(at: now)
    _ = grant.poll(at: now)
    grant.transportDidConnect(at: now)
    grant.writeRequest(for: configuration, to: &output)
    grant.transportDidSend(at: now)
    grant.receive(bytes, at: now)
    grant.transportDidFail(.closed, at: now)
    grant.transportDidClose(at: now)
    grant.forEachRecordPart { output.append($0[0]) }
    grant.recordDidStore(at: now)
    grant.recordDidNotStore(at: now)
    grant.cancel(at: now)
    _ = grant.remainingMilliseconds(at: now)
    grant.withUserCode { _ in }
    grant.withVerificationURI { _ in }
    grant.withVerificationURIComplete { _ in }
    grant.withAccessToken { _ in }
    grant.wipeTokens()
}
