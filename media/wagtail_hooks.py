from wagtail import hooks

from media.h5p.forms.urls import urlpatterns as form_urlpatterns


@hooks.register("register_admin_urls")
def h5p_form_urls():
    return form_urlpatterns
