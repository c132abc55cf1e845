/** Asks for a made-up position; the browser's own position is never read. */

import { byId, make } from "./elements";

interface Place {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Places of the demo's units, and one of a province that isn't served. */
export const DEMO_PLACES: readonly Place[] = [
  { name: "Quỳnh Nhai, Sơn La", latitude: 21.6433, longitude: 103.661 },
  { name: "Hà Trung, Thanh Hóa", latitude: 19.9916, longitude: 105.837 },
  { name: "Tống Sơn, Thanh Hóa", latitude: 20.0144, longitude: 105.786 },
  { name: "Vĩnh Trạch, Cà Mau", latitude: 9.2973, longitude: 105.774 },
  { name: "Hà Giang 1, Tuyên Quang", latitude: 22.8072, longitude: 104.935 },
  { name: "Nam Định, Ninh Bình", latitude: 20.4413, longitude: 106.17 },
  { name: "Hồ Gươm, Hà Nội", latitude: 21.03, longitude: 105.85 },
];

/** Wires the dialog; `onChoose` gets degrees. */
export function wireLocationDialog(onChoose: (latitude: number, longitude: number) => void): () => void {
  const dialog = byId("location-dialog", HTMLDialogElement);
  const form = byId("location-form", HTMLFormElement);
  const list = byId("location-place", HTMLSelectElement);
  const latitude = byId("location-latitude", HTMLInputElement);
  const longitude = byId("location-longitude", HTMLInputElement);

  for (const [number, place] of DEMO_PLACES.entries()) {
    const option = make("option", "", place.name);
    option.value = String(number);
    list.append(option);
  }
  const fill = (): void => {
    const place = DEMO_PLACES[Number(list.value)];
    if (place === undefined) return;
    latitude.value = String(place.latitude);
    longitude.value = String(place.longitude);
  };
  list.addEventListener("change", fill);
  byId("location-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    onChoose(Number(latitude.value), Number(longitude.value));
  });
  return () => {
    fill();
    dialog.showModal();
  };
}
