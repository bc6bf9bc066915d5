import BoundedBytes
import DNSWire
import DeviceGrant
import DeviceScreen
import StandardInstances

public func useSmallGrant(
    _ grant: inout SmallDeviceGrant, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) {
    use(&grant, configuration, bytes, &output, facts)
}

public func useSmallKeeper(
    _ keeper: inout SmallTokenKeeper, _ configuration: borrowing ClientConfiguration,
    _ bytes: borrowing Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ facts: Facts
) -> Bool {
    use(&keeper, configuration, bytes, &output, facts)
}

public func paint(_ painter: inout ScreenPainter, _ pixels: inout MutableSpan<UInt16>) {
    painter.paint(.starting, into: &pixels)
}

public func ask(
    _ question: borrowing DNSQuestion, _ datagram: borrowing Span<UInt8>,
    _ output: inout OutputSpan<UInt8>
) -> DNSAnswer {
    guard (try? question.write(.extended, to: &output)) != nil else { return .malformed }
    return question.read(datagram, into: &output)
}
