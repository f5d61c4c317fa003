// Beside its form a draft plays at once: its author has asked for it.
document.querySelector(".h5p-player [data-open]")?.click();
