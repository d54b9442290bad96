// The store finder asks the phone where it is, only when the customer presses the button.
const form = document.querySelector("[data-near]");
const button = form?.querySelector("[data-here]");

function put(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value.toFixed(4);
  form.append(field);
}

function found(place) {
  put("lat", place.coords.latitude);
  put("lon", place.coords.longitude);
  form.submit();
}

function refused() {
  form.querySelector("[data-refused]").hidden = false;
  button.disabled = false;
}

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(found, refused, { timeout: 10_000 });
  });
}
