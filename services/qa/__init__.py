"""Questions of citizens: asked, answered in time or escalated, published."""
