/**
 * Turns a picture for paper into pixels.
 */

/** Pixels of the result for each pixel of the picture: sharp in print at a column’s width. */
const SCALE = 3;

/** An SVG as PNG on white; undefined where the browser cannot draw it. */
export async function svgToPng(svg: string): Promise<Blob | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => {
      canvas.toBlob(resolve);
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
