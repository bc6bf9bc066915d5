import DeviceScreen

extension Framebuffer {
    /// The QR code that the picture shows, nil where it shows none.
    ///
    /// It is found as a camera finds it, in the pixels: nothing else on the device's screens is
    /// pure white or pure black, and the first dark row begins with a finder pattern of seven
    /// modules.
    public var qrCode: QRCodePlacement? {
        let unit = panel.logicalPixel
        let width = panel.width / unit
        let height = panel.height / unit
        func isInk(_ x: Int, _ y: Int, _ ink: UInt16) -> Bool {
            pixels[y * unit * panel.width + x * unit] == ink
        }

        guard
            let top = (0..<height).first(where: { y in
                (0..<width).contains { isInk($0, y, QRCodePlacement.lightPixel) }
            }),
            let left = (0..<width).first(where: { isInk($0, top, QRCodePlacement.lightPixel) })
        else {
            return nil
        }
        let right = (left..<width).first { !isInk($0, top, QRCodePlacement.lightPixel) } ?? width
        let side = right - left
        // The quiet zone is four modules wide, so the finder pattern lies on the diagonal.
        guard
            let corner = (0..<min(side, height - top)).first(where: {
                isInk(left + $0, top + $0, QRCodePlacement.darkPixel)
            })
        else {
            return nil
        }
        let run = (corner..<side).prefix {
            isInk(left + $0, top + corner, QRCodePlacement.darkPixel)
        }
        return QRCodePlacement(x: left, y: top, side: side, moduleSize: run.count / 7)
    }
}
