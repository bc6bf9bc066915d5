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

public func useStandardKeeper(
    _ keeper: inout StandardTokenKeeper, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) -> Bool {
    use(&keeper, configuration, bytes, &output)
}

public func useSmallKeeper(
    _ keeper: inout SmallTokenKeeper, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) -> Bool {
    use(&keeper, configuration, bytes, &output)
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
private func use<let token: Int>(
    _ keeper: inout TokenKeeper<token>, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) -> Bool {
    let now = Instant(tick: 0)
    keeper.restore(bytes)
    guard keeper.keep(at: now, wallClockSeconds: nil, entropy: 1) else { return false }
    _ = keeper.poll(at: now)
    keeper.transportDidConnect(at: now)
    keeper.writeRequest(for: configuration, to: &output)
    keeper.transportDidSend(at: now)
    keeper.receive(bytes, at: now)
    keeper.transportDidFail(.closed, at: now)
    keeper.transportDidClose(at: now)
    keeper.forEachRecordPart(at: now, wallClockSeconds: 1) { output.append($0[0]) }
    keeper.recordDidStore(at: now)
    keeper.recordDidNotStore(at: now)
    keeper.refresh(at: now)
    keeper.signOut(at: now, configuration: configuration)
    do throws(CapacityExceeded) {
        return try keeper.writeAccessToken(at: now, to: &output) == .valid
    } catch {
        return keeper.lastRefreshOutcome == .granted
    }
}

@inline(__always)
private func use<let code: Int, let uri: Int, let token: Int>(
    _ grant: inout DeviceGrant<code, uri, token>, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>
) {
    let now = Instant(tick: 0)
    grant.start(at: now, entropy: 1)
    grant.restore(bytes)
    _ = grant.resume(at: now, wallClockSeconds: nil, entropy: 1)
    _ = grant.poll(at: now)
    grant.transportDidConnect(at: now)
    grant.writeRequest(for: configuration, to: &output)
    grant.transportDidSend(at: now)
    grant.receive(bytes, at: now)
    grant.transportDidFail(.closed, at: now)
    grant.transportDidClose(at: now)
    grant.forEachRecordPart(at: now, wallClockSeconds: 1) { output.append($0[0]) }
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
